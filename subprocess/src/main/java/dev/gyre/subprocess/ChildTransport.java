package dev.gyre.subprocess;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.Signal;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.SubprocessProtocol;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.SubprocessTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A child and its pipes. {@code connectionLost} comes when the child has ended, {@code processExited} was called and every pipe is lost.
 *
 * <p>Life: {@code BEGINNING → OPEN → CLOSING → LOST}; {@code OPEN → LOST} when the child and its pipes end by themselves.
 */
final class ChildTransport implements SubprocessTransport {
    private static final int KILLED = -9;

    private enum Life {
        BEGINNING,
        OPEN,
        CLOSING,
        LOST
    }

    private final EventLoop loop;
    private final Child child;
    private final @Nullable PipeTransport[] pipes = new PipeTransport[3];
    private SubprocessProtocol protocol;
    private Life life = Life.BEGINNING;
    private OptionalInt code = OptionalInt.empty();
    private boolean exitTold;
    private int openPipes;

    ChildTransport(EventLoop loop, Child child, SubprocessProtocol protocol) {
        this.loop = loop;
        this.child = child;
        this.protocol = protocol;
    }

    // Beginning

    /** Takes the pipes; when that fails nothing is left of the child. */
    void open() throws IOException {
        try {
            for (int fd = 0; fd < pipes.length; fd++) {
                PipeChannel channel = child.pipe(fd);
                if (channel != null) {
                    PipeTransport made =
                            fd == 0 ? new PipeWriter(loop, this, fd, channel) : new PipeReader(loop, this, fd, channel);
                    pipes[fd] = made;
                    openPipes++;
                    made.open();
                }
            }
            child.await(this::ended, this::watchEnded, loop);
        } catch (IOException | RuntimeException e) {
            forget();
            throw e;
        }
    }

    /** Ends everything without a word to the protocol, which has not heard of it. */
    void forget() {
        life = Life.LOST;
        for (int fd = 0; fd < pipes.length; fd++) {
            PipeTransport pipe = pipes[fd];
            PipeChannel channel = child.pipe(fd);
            if (pipe != null) {
                pipe.drop();
            } else if (channel != null) {
                channel.close();
            }
        }
        child.discard();
    }

    void begin() {
        life = Life.OPEN;
        call("connectionMade", () -> protocol.connectionMade(this));
        for (PipeTransport pipe : pipes) {
            if (pipe != null) {
                pipe.begin();
            }
        }
    }

    /** Nobody tells of the child any more, which must not go on unseen. */
    void watchEnded() {
        if (loop.isClosed()) {
            forget();
        } else if (code.isEmpty()) {
            child.discard();
            ended(KILLED);
            close();
        }
    }

    // What happens

    void dataReceived(int fd, ByteBuffer data) {
        if (life == Life.OPEN || life == Life.CLOSING) {
            call("pipeDataReceived", () -> protocol.pipeDataReceived(fd, data));
        }
    }

    void pauseWriting() {
        call("pauseWriting", protocol::pauseWriting);
    }

    void resumeWriting() {
        call("resumeWriting", protocol::resumeWriting);
    }

    void pipeLost(int fd, @Nullable Throwable cause) {
        openPipes--;
        call("pipeConnectionLost", () -> protocol.pipeConnectionLost(fd, cause));
        finish();
    }

    private void ended(int how) {
        if (code.isPresent() || life == Life.LOST) {
            return;
        }
        code = OptionalInt.of(how);
        loop.callSoon(() -> {
            if (life == Life.LOST) {
                return;
            }
            call("processExited", protocol::processExited);
            exitTold = true;
            // Nobody is left to read it; a pump or a backend need not notice by itself.
            PipeTransport stdin = pipes[0];
            if (stdin != null) {
                stdin.end();
            }
            finish();
        });
    }

    private void finish() {
        if (exitTold && openPipes == 0 && life != Life.LOST) {
            life = Life.LOST;
            loop.callSoon(() -> call("connectionLost", () -> protocol.connectionLost(null)));
        }
    }

    private void call(String method, Callback body) {
        try {
            body.run();
        } catch (Throwable e) {
            Failures.throwIfFatal(e);
            report("protocol." + method + "() call failed.", e);
            close();
        }
    }

    void report(String message, Throwable failure) {
        loop.callExceptionHandler(ExceptionContext.of(message)
                .exception(failure)
                .transport(this)
                .protocol(protocol)
                .build());
    }

    // The child

    @Override
    public long getPid() {
        return child.pid();
    }

    @Override
    public Optional<BaseTransport> getPipeTransport(int fd) {
        checkThread();
        return fd < 0 || fd >= pipes.length ? Optional.empty() : Optional.ofNullable(pipes[fd]);
    }

    @Override
    public OptionalInt getReturncode() {
        checkThread();
        return code;
    }

    @Override
    public void kill() {
        sendSignal(Signal.KILL);
    }

    @Override
    public void terminate() {
        sendSignal(Signal.TERM);
    }

    @Override
    public void sendSignal(Signal signal) {
        checkThread();
        if (code.isPresent() || life == Life.LOST) {
            throw new IllegalStateException(
                    "Cannot send " + signal + " to " + this + ": the child has ended, and its number may be another's");
        }
        child.signal(signal);
    }

    @Override
    public void close() {
        checkThread();
        if (isClosing()) {
            return;
        }
        life = Life.CLOSING;
        for (PipeTransport pipe : pipes) {
            if (pipe != null) {
                pipe.end();
            }
        }
        if (code.isEmpty()) {
            child.signal(Signal.KILL);
        }
    }

    @Override
    public boolean isClosing() {
        checkThread();
        return life == Life.CLOSING || life == Life.LOST;
    }

    @Override
    public <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        Object info = null;
        if (key.equals(ExtraInfo.LOOP)) {
            info = loop;
        } else if (key.equals(ExtraInfo.SUBPROCESS)) {
            info = ProcessHandle.of(child.pid()).orElse(null);
        }
        return Optional.ofNullable(info).map(key.type()::cast);
    }

    @Override
    public void setProtocol(BaseProtocol<?> next) {
        checkThread();
        if (!(next instanceof SubprocessProtocol children)) {
            throw new IllegalArgumentException("The transport of a child calls a SubprocessProtocol, and "
                    + next.getClass().getName() + " is none");
        }
        protocol = children;
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        checkThread();
        return protocol;
    }

    void checkThread() {
        WrongThread.refuse(loop, "A transport");
    }

    @Override
    public String toString() {
        return "child " + child.pid() + " (" + (code.isPresent() ? "ended with " + code.getAsInt() : life.toString())
                + ")";
    }
}
