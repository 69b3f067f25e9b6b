package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.WatchHandle;
import dev.gyre.loop.spi.WatchListener;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.ExtraInfo;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the transports of a child's pipes share: a channel that is watched, and its end. Their protocol is the child's. */
abstract class PipeTransport implements BaseTransport {
    private final EventLoop loop;
    private final ChildTransport child;
    private final int fd;
    private final PipeChannel channel;
    private @Nullable WatchHandle watch;
    private boolean closing;
    private boolean begun;
    private boolean lost;
    private @Nullable Throwable cause;

    PipeTransport(EventLoop loop, ChildTransport child, int fd, PipeChannel channel) {
        this.loop = loop;
        this.child = child;
        this.fd = fd;
        this.channel = channel;
    }

    /** Something is possible. */
    abstract void ready(int ops);

    /** The child may be told of it from now on. */
    abstract void begun();

    final void open() throws IOException {
        watch = loop.io().watch(channel.watched(), new WatchListener() {
            @Override
            public void ready(int ops) {
                PipeTransport.this.ready(ops);
            }

            @Override
            public void ended(@Nullable Throwable why) {
                child.watchEnded();
            }
        });
    }

    final void begin() {
        begun = true;
        if (lost) {
            tellLost();
        } else {
            begun();
        }
    }

    final boolean isBegun() {
        return begun;
    }

    final void interest(int ops) {
        if (!lost) {
            Objects.requireNonNull(watch, "open").interest(ops);
        }
    }

    final PipeChannel channel() {
        return channel;
    }

    final ChildTransport child() {
        return child;
    }

    final EventLoop loop() {
        return loop;
    }

    final int fd() {
        return fd;
    }

    final void markClosing() {
        closing = true;
    }

    final boolean isLost() {
        return lost;
    }

    /** Closes the channel; the protocol is told by a later callback. A second call does nothing. */
    final void lose(@Nullable Throwable why) {
        if (!lost) {
            interest(Ops.NONE);
            cause = why;
            drop();
            if (begun) {
                tellLost();
            }
        }
    }

    private void tellLost() {
        loop.callSoon(() -> child.pipeLost(fd, cause));
    }

    /** Closes the channel without a word. */
    final void drop() {
        closing = true;
        lost = true;
        if (watch != null) {
            watch.close();
        }
        channel.close();
    }

    /** Closes at once; nobody is told of data any more. */
    final void end() {
        markClosing();
        lose(null);
    }

    @Override
    public final boolean isClosing() {
        child.checkThread();
        return closing;
    }

    @Override
    public <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        Object info = null;
        if (key.equals(ExtraInfo.LOOP)) {
            info = loop;
        } else if (key.equals(ExtraInfo.PIPE)) {
            info = channel.end();
        }
        return Optional.ofNullable(info).map(key.type()::cast);
    }

    @Override
    public void setProtocol(BaseProtocol<?> protocol) {
        throw new UnsupportedOperationException("A child's pipe calls the child's protocol: set that one");
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        return child.getProtocol();
    }
}
