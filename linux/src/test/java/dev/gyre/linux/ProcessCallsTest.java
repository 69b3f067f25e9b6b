package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children of the real kernel, each waited for. */
class ProcessCallsTest extends CallsTestCase {
    private static final int KILL = 9;
    private static final int NO_PROCESS = -1;

    private final ProcessCalls processes = new ProcessCalls();
    private final MemorySegment actions = arena.allocate(ProcessCalls.ACTIONS_SIZE, 16);
    private final MemorySegment attributes = arena.allocate(ProcessCalls.ATTRIBUTES_SIZE, 16);
    private final MemorySegment answer = arena.allocate(ProcessCalls.ANSWER_SIZE, 8);
    private final MemorySegment number = arena.allocate(8, 8);

    @TempDir
    private Path folder;

    @BeforeEach
    void init() {
        assertEquals(0, processes.initActions(actions.address()));
        assertEquals(0, processes.initAttributes(attributes.address()));
    }

    @AfterEach
    void destroy() {
        assertEquals(0, processes.destroyActions(actions.address()));
        assertEquals(0, processes.destroyAttributes(attributes.address()));
    }

    private long name(String text) {
        return arena.allocateFrom(text).address();
    }

    private long words(String... words) {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_LONG, words.length + 1);
        for (int i = 0; i < words.length; i++) {
            list.setAtIndex(ValueLayout.JAVA_LONG, i, name(words[i]));
        }
        return list.address();
    }

    private int spawn(String path, String... arguments) {
        return processes.spawn(
                number.address(),
                name(path),
                actions.address(),
                attributes.address(),
                words(arguments),
                words("PATH=/bin:/usr/bin"));
    }

    private int shell(String script) {
        assertEquals(0, spawn("/bin/sh", "sh", "-c", script));
        return number.get(ValueLayout.JAVA_INT, 0);
    }

    /** {@return the exit code, or the signal's number below zero} */
    private int end(int kind, int id) {
        answer.fill((byte) 0);
        assertEquals(0, processes.waitId(kind, id, answer.address(), ProcessCalls.WEXITED));
        int status = answer.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_STATUS);
        return answer.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_CODE) == ProcessCalls.CLD_EXITED ? status : -status;
    }

    private String output(String script) throws Exception {
        return output("/bin/sh", "sh", "-c", script);
    }

    /** {@return what a program writes} */
    private String output(String path, String... arguments) throws Exception {
        Path file = folder.resolve("output");
        assertEquals(
                0,
                processes.addOpen(
                        actions.address(),
                        1,
                        name(file.toString()),
                        FileCalls.O_WRONLY | FileCalls.O_CREAT | FileCalls.O_TRUNC,
                        0600));
        assertEquals(0, spawn(path, arguments));
        assertEquals(0, end(ProcessCalls.P_PID, number.get(ValueLayout.JAVA_INT, 0)));
        return Files.readString(file).strip();
    }

    @Test
    void shouldHaveEverythingHere() {
        assertNull(ProcessCalls.problem());
    }

    @Test
    void shouldTellTheExitCode() {
        int pidfd = opened(processes.pidfdOpen(shell("exit 7")));
        assertEquals(7, end(ProcessCalls.P_PIDFD, pidfd));
        assertError(
                Errno.ECHILD, processes.waitId(ProcessCalls.P_PIDFD, pidfd, answer.address(), ProcessCalls.WEXITED));
        assertError(Errno.ESRCH, processes.pidfdSendSignal(pidfd, KILL));
    }

    @Test
    void shouldTellTheSignalThatEndedTheChild() {
        int pidfd = opened(processes.pidfdOpen(shell("exec sleep 100")));
        answer.fill((byte) 0);
        int options = ProcessCalls.WEXITED | ProcessCalls.WNOHANG;
        assertEquals(0, processes.waitId(ProcessCalls.P_PIDFD, pidfd, answer.address(), options));
        assertEquals(0, answer.get(ValueLayout.JAVA_INT, ProcessCalls.ANSWER_SIGNAL), "it runs");
        assertEquals(0, processes.pidfdSendSignal(pidfd, KILL));
        assertEquals(-KILL, end(ProcessCalls.P_PIDFD, pidfd));
    }

    @Test
    void shouldChangeTheDirectory() throws Exception {
        assertEquals(0, processes.addChangeDirectory(actions.address(), name("/usr")));
        assertEquals("/usr", output("pwd"));
    }

    @Test
    void shouldLeaveTheChildWhatItWasGivenAlone() throws Exception {
        int[] pipe = pipe();
        int extra = opened(files.control(pipe[1], FileCalls.F_DUPFD_CLOEXEC, 20));
        processes.addDup2(actions.address(), extra, extra);
        for (int i = 3; i < extra; i++) {
            processes.addClose(actions.address(), i);
        }
        processes.addCloseFrom(actions.address(), extra + 1);
        // By no shell, which may have descriptors of its own; the 3 is the folder that ls reads.
        assertEquals(
                Set.of("0", "1", "2", "3", Integer.toString(extra)),
                Set.of(output("/bin/ls", "ls", "/proc/self/fd").split("\n")));
    }

    @Test
    void shouldSetSessionGroupAndSignals() throws Exception {
        MemorySegment set = arena.allocate(ProcessCalls.SIGNALS_SIZE);
        set.set(ValueLayout.JAVA_LONG, 0, 1L << 11);
        processes.setSignalMask(attributes.address(), set.address());
        processes.setDefaultSignals(attributes.address(), set.fill((byte) -1).address());
        processes.setFlags(
                attributes.address(),
                ProcessCalls.SPAWN_SETSID | ProcessCalls.SPAWN_SETSIGMASK | ProcessCalls.SPAWN_SETSIGDEF);
        // Not by a shell, which may clear its mask.
        String[] said = output("/bin/grep", "grep", "-E", "NSsid|SigBlk|SigIgn", "/proc/self/status")
                .split("\n");
        assertEquals(number.get(ValueLayout.JAVA_INT, 0), Integer.parseInt(said[0].split("\\s+")[1]));
        assertEquals(1L << 11, Long.parseLong(said[1].split("\\s+")[1], 16));
        assertEquals(0, Long.parseLong(said[2].split("\\s+")[1], 16));
    }

    @Test
    void shouldPutTheChildIntoAGroupOfItsOwn() throws Exception {
        processes.setProcessGroup(attributes.address(), 0);
        processes.setFlags(attributes.address(), ProcessCalls.SPAWN_SETPGROUP);
        String[] said = output("echo $(cut -d' ' -f5 /proc/$$/stat) $$").split(" ");
        assertEquals(said[0], said[1]);
    }

    @Test
    void shouldAnswerErrorsAsValues() {
        int pid = shell("exec sleep 100");
        assertEquals(0, processes.kill(pid, KILL));
        assertEquals(-KILL, end(ProcessCalls.P_PID, pid));
        assertError(Errno.ENOENT, spawn("/no/such/program", "x"));
        assertError(Errno.EACCES, spawn("/etc/passwd", "x"));
        processes.addChangeDirectory(actions.address(), name("/no/such/folder"));
        assertError(Errno.ENOENT, spawn("/bin/true", "true"));
        assertError(Errno.EBADF, processes.addDup2(actions.address(), NO_PROCESS, 1));
        assertError(Errno.EINVAL, processes.pidfdOpen(NO_PROCESS));
        assertError(Errno.EBADF, processes.pidfdSendSignal(NO_PROCESS, 0));
        assertError(Errno.EINVAL, processes.waitId(99, 1, answer.address(), ProcessCalls.WEXITED));
    }

    @Test
    void shouldOpenFilesAndSizePipes() {
        assertError(Errno.ENOENT, files.open(name("/no/such/file"), 0, 0));
        int made = opened(files.open(
                name(folder.resolve("file").toString()),
                FileCalls.O_CREAT | FileCalls.O_RDWR | FileCalls.O_CLOEXEC,
                0600));
        assertEquals(FileCalls.FD_CLOEXEC, files.control(made, FileCalls.F_GETFD, 0));
        int[] pipe = pipe();
        int before = files.control(pipe[0], FileCalls.F_GETPIPE_SZ, 0);
        assertTrue(files.control(pipe[0], FileCalls.F_SETPIPE_SZ, 4096) >= 4096);
        assertNotEquals(before, files.control(pipe[1], FileCalls.F_GETPIPE_SZ, 0));
    }
}
