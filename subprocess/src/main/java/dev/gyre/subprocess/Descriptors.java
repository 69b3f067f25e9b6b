package dev.gyre.subprocess;

import dev.gyre.linux.Fd;
import dev.gyre.linux.FileCalls;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of a spawn: the child's, closed here when it has its copies, and this process's ends. All are above 2, so that the child's
 * standard descriptors can be put in place in any order.
 */
final class Descriptors {
    /** The child has what this process has. */
    static final int INHERITED = -1;

    private static final int LOWEST = 3;
    private static final int MODE = 0666;

    private final FileCalls files;
    private final @Nullable Integer pipeSize;
    private final List<Fd> opened = new ArrayList<>();
    private final int[] children = {INHERITED, INHERITED, INHERITED};
    private final @Nullable Fd[] parents = new Fd[3];

    Descriptors(FileCalls files, @Nullable Integer pipeSize) {
        this.files = files;
        this.pipeSize = pipeSize;
    }

    void standard(Arena arena, ProcessOptions options) throws IOException {
        prepare(arena, 0, options.stdin());
        prepare(arena, 1, options.stdout());
        prepare(arena, 2, options.stderr());
        for (int extra : options.extraDescriptors()) {
            answer("hand on descriptor " + extra, files.control(extra, FileCalls.F_GETFD, 0));
        }
    }

    int child(int fd) {
        return children[fd];
    }

    /** {@return this process's ends, of which the caller is the owner now} */
    @Nullable
    Fd[] takeParents() {
        @Nullable Fd[] taken = parents.clone();
        for (Fd each : taken) {
            if (each != null) {
                opened.remove(each);
            }
        }
        return taken;
    }

    void close() {
        opened.forEach(each -> each.close(files));
        opened.clear();
    }

    private void prepare(Arena arena, int fd, Redirect redirect) throws IOException {
        switch (redirect) {
            case Redirect.Standard.PIPE -> pipe(arena, fd);
            case Redirect.Standard.DEVNULL -> children[fd] = file(arena, "/dev/null", FileCalls.O_RDWR);
            case Redirect.Standard.INHERIT, Redirect.Standard.STDOUT -> children[fd] = INHERITED;
            case Redirect.OfFile(var path, var append) -> {
                int writing =
                        FileCalls.O_WRONLY | FileCalls.O_CREAT | (append ? FileCalls.O_APPEND : FileCalls.O_TRUNC);
                children[fd] = file(arena, path.toString(), fd == 0 ? 0 : writing);
            }
            case Redirect.OfDescriptor(int descriptor) ->
                children[fd] = own(answer(
                                "give descriptor " + descriptor + " to a child",
                                files.control(descriptor, FileCalls.F_DUPFD_CLOEXEC, LOWEST)))
                        .number();
        }
    }

    private int file(Arena arena, String path, int flags) throws IOException {
        long name = arena.allocateFrom(path).address();
        return own(answer("open " + path + " for a child", files.open(name, flags | FileCalls.O_CLOEXEC, MODE)))
                .number();
    }

    private void pipe(Arena arena, int fd) throws IOException {
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        answer("make a pipe for a child", files.pipe(ends.address(), FileCalls.O_CLOEXEC));
        int reading = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
        int writing = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
        Fd first = Fd.of(reading);
        Fd second = Fd.of(writing);
        opened.add(first);
        opened.add(second);
        Fd ours = above(fd == 0 ? second : first);
        children[fd] = above(fd == 0 ? first : second).number();
        parents[fd] = ours;
        answer("make a pipe non-blocking", files.control(ours.number(), FileCalls.F_SETFL, FileCalls.O_NONBLOCK));
        if (pipeSize != null) {
            answer(
                    "give a pipe " + pipeSize + " bytes (pipeSize)",
                    files.control(ours.number(), FileCalls.F_SETPIPE_SZ, pipeSize));
        }
    }

    private Fd own(int descriptor) throws IOException {
        Fd owner = Fd.of(descriptor);
        opened.add(owner);
        return above(owner);
    }

    /** {@return the same above the standard descriptors, which may be free in this process} */
    private Fd above(Fd owner) throws IOException {
        if (owner.number() >= LOWEST) {
            return owner;
        }
        Fd copy = Fd.of(answer("copy a descriptor", files.control(owner.number(), FileCalls.F_DUPFD_CLOEXEC, LOWEST)));
        opened.add(copy);
        opened.remove(owner);
        owner.close(files);
        return copy;
    }

    private static int answer(String attempt, int answer) throws IOException {
        if (answer < 0) {
            throw Failures.of(attempt, answer);
        }
        return answer;
    }
}
