package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Signal;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A child of the JDK. The JDK answers 128 and the number for a signal, as shells do, which a program can answer too: it is taken for a signal
 * when this transport has sent it.
 */
final class PortableChild implements Child {
    private static final int SIGNALLED = 128;

    private final Process process;
    private final @Nullable PipeChannel[] pipes = new PipeChannel[3];
    private final Set<Integer> sent = new HashSet<>();

    private PortableChild(Process process) {
        this.process = process;
    }

    static PortableChild of(Process process, ProcessOptions options) throws IOException {
        PortableChild child = new PortableChild(process);
        try {
            if (options.stdin() == Redirect.PIPE) {
                child.pipes[0] = PumpedPipe.to(process.getOutputStream());
            }
            if (options.stdout() == Redirect.PIPE) {
                child.pipes[1] = PumpedPipe.from(process.getInputStream());
            }
            if (options.stderr() == Redirect.PIPE) {
                child.pipes[2] = PumpedPipe.from(process.getErrorStream());
            }
            return child;
        } catch (IOException | RuntimeException e) {
            for (PipeChannel pipe : child.pipes) {
                if (pipe != null) {
                    pipe.close();
                }
            }
            throw e;
        }
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public @Nullable PipeChannel pipe(int fd) {
        return pipes[fd];
    }

    @Override
    public void await(Ending ending, Runnable onUnwatched, EventLoop loop) {
        process.onExit().thenRun(() -> {
            int code = process.exitValue();
            try {
                loop.callSoonThreadsafe(() -> ending.ended(sent.contains(code - SIGNALLED) ? SIGNALLED - code : code));
            } catch (IllegalStateException e) {
                // The loop was closed meanwhile: nobody is left to hear of it.
                return;
            }
        });
    }

    @Override
    public void signal(Signal signal) {
        int number = SignalNumbers.of(signal);
        if (signal.equals(Signal.KILL)) {
            process.destroyForcibly();
        } else if (signal.equals(Signal.TERM)) {
            process.destroy();
        } else {
            throw new UnsupportedOperationException("Cannot send " + signal.name() + " to child " + process.pid()
                    + ": on this loop children are the" + " JDK's, which sends KILL and TERM alone");
        }
        sent.add(number);
    }

    @Override
    public void discard() {
        process.destroyForcibly();
    }
}
