package dev.gyre.subprocess;

import dev.gyre.linux.Errno;
import dev.gyre.linux.Fd;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.ProcessCalls;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Signal;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.WatchHandle;
import dev.gyre.loop.spi.WatchListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A child behind a descriptor of its own: nobody else's children are waited for, and no signal goes to a stranger. */
final class NativeChild implements Child {
    private final int pid;
    private final Fd pidfd;
    private final @Nullable PipeChannel[] pipes = new PipeChannel[3];
    private final FileCalls files;
    private final ProcessCalls processes;
    private @Nullable WatchHandle watch;

    NativeChild(int pid, Fd pidfd, @Nullable Fd[] ends, FileCalls files, ProcessCalls processes) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.files = files;
        this.processes = processes;
        for (int i = 0; i < ends.length; i++) {
            Fd end = ends[i];
            pipes[i] = end == null ? null : new DescriptorPipe(end, files);
        }
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public @Nullable PipeChannel pipe(int fd) {
        return pipes[fd];
    }

    @Override
    public void await(Ending ending, Runnable onUnwatched, EventLoop loop) throws IOException {
        WatchHandle made = loop.io().watch(Owned.borrowed(pidfd.number()), new WatchListener() {
            @Override
            public void ready(int ops) {
                OptionalInt code = reap(ProcessCalls.WNOHANG);
                if (code.isPresent()) {
                    ending.ended(code.getAsInt());
                }
            }

            @Override
            public void ended(@Nullable Throwable cause) {
                onUnwatched.run();
            }
        });
        watch = made;
        made.interest(Ops.READ);
    }

    @Override
    public void signal(Signal signal) {
        int number = SignalNumbers.of(signal);
        if (!pidfd.isOpen()) {
            return;
        }
        int answer = processes.pidfdSendSignal(pidfd.number(), number);
        if (answer < 0 && Errno.of(answer) != Errno.ESRCH) {
            throw new IllegalArgumentException(
                    "Cannot send " + signal + " to child " + pid + ": " + Errno.describe(answer));
        }
    }

    @Override
    public void discard() {
        if (pidfd.isOpen()) {
            signal(Signal.KILL);
            reap(0);
        }
    }

    /** Asks for the end, waiting or not, and closes what stands for the child when it has come. */
    private OptionalInt reap(int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(ProcessCalls.ANSWER_SIZE, 8);
            int answer;
            do {
                answer = processes.waitId(
                        ProcessCalls.P_PIDFD, pidfd.number(), room.address(), ProcessCalls.WEXITED | options);
            } while (answer < 0 && Errno.of(answer) == Errno.EINTR);
            if (answer == 0 && room.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_SIGNAL) == 0) {
                return OptionalInt.empty();
            }
            if (watch != null) {
                watch.close();
            }
            pidfd.close(files);
            return OptionalInt.of(code(answer, room));
        }
    }

    /** Whoever waits for all children of the process takes the code of this one too; asyncio answers 255 then. */
    private static int code(int answer, MemorySegment room) {
        if (answer < 0) {
            return 255;
        }
        int status = room.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_STATUS);
        boolean exited = room.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_CODE) == ProcessCalls.CLD_EXITED;
        return exited ? status : -status;
    }
}
