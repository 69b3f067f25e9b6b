package dev.gyre.subprocess;

import dev.gyre.linux.Fd;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.ProcessCalls;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.TreeSet;

/** Starts children by {@code posix_spawn}. */
final class NativeLauncher implements Launcher {
    private static final int KILL = 9;
    /** What Java ignores and a program does not expect to be ignored, as bits of a set: SIGPIPE and SIGXFSZ. */
    private static final long RESTORED = 1L << 12 | 1L << 24;

    private final FileCalls files = new FileCalls();
    private final ProcessCalls processes = new ProcessCalls();

    @Override
    public Child launch(EventLoop loop, List<String> command, ProcessOptions options) throws IOException {
        Program program = Program.of(command, options);
        Descriptors descriptors = new Descriptors(files, options.pipeSize());
        try (Arena arena = Arena.ofConfined()) {
            descriptors.standard(arena, options);
            int pid = spawn(arena, program, options, descriptors);
            Fd pidfd = open(arena, pid);
            return new NativeChild(pid, pidfd, descriptors.takeParents(), files, processes);
        } finally {
            descriptors.close();
        }
    }

    private int spawn(Arena arena, Program program, ProcessOptions options, Descriptors descriptors)
            throws IOException {
        long actions = arena.allocate(ProcessCalls.ACTIONS_SIZE, 16).address();
        long attributes = arena.allocate(ProcessCalls.ATTRIBUTES_SIZE, 16).address();
        check("prepare a child", processes.initActions(actions));
        try {
            check("prepare a child", processes.initAttributes(attributes));
            try {
                actions(arena, actions, options, descriptors);
                attributes(arena, attributes, options);
                MemorySegment number = arena.allocate(ValueLayout.JAVA_LONG);
                List<String> environment = program.environment().entrySet().stream()
                        .map(each -> each.getKey() + "=" + each.getValue())
                        .toList();
                int answer = processes.spawn(
                        number.address(),
                        name(arena, program.path()),
                        actions,
                        attributes,
                        words(arena, program.arguments()),
                        words(arena, environment));
                check("start " + program.path(), answer);
                return number.get(ValueLayout.JAVA_INT, 0);
            } finally {
                processes.destroyAttributes(attributes);
            }
        } finally {
            processes.destroyActions(actions);
        }
    }

    private void actions(Arena arena, long actions, ProcessOptions options, Descriptors descriptors)
            throws IOException {
        for (int fd = 0; fd < 3; fd++) {
            int from = descriptors.child(fd);
            if (from != Descriptors.INHERITED) {
                check("prepare descriptor " + fd, processes.addDup2(actions, from, fd));
            }
        }
        if (options.stderr() == Redirect.STDOUT) {
            check("prepare descriptor 2", processes.addDup2(actions, 1, 2));
        }
        int next = 3;
        for (int extra : new TreeSet<>(options.extraDescriptors())) {
            if (extra < 3) {
                continue;
            }
            while (next < extra) {
                check("prepare descriptors", processes.addClose(actions, next++));
            }
            check("hand on descriptor " + extra, processes.addDup2(actions, extra, extra));
            next = extra + 1;
        }
        check("prepare descriptors", processes.addCloseFrom(actions, next));
        if (options.cwd() != null) {
            check("prepare the directory", processes.addChangeDirectory(actions, name(arena, "" + options.cwd())));
        }
    }

    private void attributes(Arena arena, long attributes, ProcessOptions options) throws IOException {
        int flags = ProcessCalls.SPAWN_SETSIGMASK;
        MemorySegment signals = arena.allocate(ProcessCalls.SIGNALS_SIZE, 8);
        check("prepare signals", processes.setSignalMask(attributes, signals.address()));
        if (options.restoreSignals()) {
            signals.set(ValueLayout.JAVA_LONG, 0, RESTORED);
            check("prepare signals", processes.setDefaultSignals(attributes, signals.address()));
            flags |= ProcessCalls.SPAWN_SETSIGDEF;
        }
        if (options.newSession()) {
            flags |= ProcessCalls.SPAWN_SETSID;
        }
        Integer group = options.processGroup();
        if (group != null) {
            check("prepare the process group", processes.setProcessGroup(attributes, group));
            flags |= ProcessCalls.SPAWN_SETPGROUP;
        }
        check("prepare a child", processes.setFlags(attributes, flags));
    }

    /** Its number is nobody else's before it was waited for, so that it can be killed by it. */
    private Fd open(Arena arena, int pid) throws IOException {
        int answer = processes.pidfdOpen(pid);
        if (answer < 0) {
            processes.kill(pid, KILL);
            long room = arena.allocate(ProcessCalls.ANSWER_SIZE, 8).address();
            processes.waitId(ProcessCalls.P_PID, pid, room, ProcessCalls.WEXITED);
            throw Failures.of("open a descriptor of the child, which was killed", answer);
        }
        return Fd.of(answer);
    }

    private static long name(Arena arena, String text) {
        return arena.allocateFrom(text).address();
    }

    private static long words(Arena arena, List<String> words) {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            list.setAtIndex(ValueLayout.JAVA_LONG, i, name(arena, words.get(i)));
        }
        return list.address();
    }

    private static void check(String attempt, int answer) throws IOException {
        if (answer < 0) {
            throw Failures.of(attempt, answer);
        }
    }
}
