package dev.gyre.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.Signal;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of children: what is heard of them and in which order, how they end, and that nothing of them is left. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.subprocess.ChildTestCase#ways")
class ChildTest extends ChildTestCase {
    private static final ProcessOptions NO_PIPES = ProcessOptions.builder()
            .stdin(Redirect.DEVNULL)
            .stdout(Redirect.DEVNULL)
            .stderr(Redirect.DEVNULL)
            .build();

    @TempDir
    private Path folder;

    ChildTest(String way) {
        super(way);
    }

    private LoopIOException failure(ProcessOptions options, String... command) {
        Recorder never = recorder();
        LoopIOException thrown = assertThrows(
                LoopIOException.class, () -> await(loop.subprocessExec(() -> never, List.of(command), options)));
        iterations(3);
        assertEquals(List.of(), never.events);
        return thrown;
    }

    @Test
    void shouldTalkToAChildAndHearOfItsEndInOrder() throws Exception {
        Recorder cat = exec(ProcessOptions.defaults(), "cat");
        assertEquals(OptionalInt.empty(), cat.transport.getReturncode());
        assertTrue(
                cat.transport.getExtraInfo(ExtraInfo.SUBPROCESS).orElseThrow().isAlive());
        cat.transport.stdin().orElseThrow().write("hello", StandardCharsets.UTF_8);
        until("it is echoed", () -> cat.out().equals("hello"));
        cat.transport.stdin().orElseThrow().writeEof();
        lost(cat);
        assertEquals("made", cat.events.getFirst());
        assertEquals("lost", cat.events.getLast());
        assertEquals(
                List.of("exited", "pipe 0", "pipe 1", "pipe 2"),
                cat.events.stream()
                        .filter(each -> each.startsWith("pipe") || each.equals("exited"))
                        .sorted()
                        .toList());
        assertEquals(OptionalInt.of(0), cat.transport.getReturncode());
    }

    @Test
    void shouldTellOutputFromErrors() throws Exception {
        Recorder both = lost(sh("echo out; echo err >&2; exit 7"));
        assertEquals("out", both.out());
        assertEquals("err", both.output[2].toString().strip());
        assertEquals(OptionalInt.of(7), both.transport.getReturncode());
    }

    @Test
    void shouldRunTheShell() throws Exception {
        Recorder shell = recorder();
        await(loop.subprocessShell(() -> shell, "echo $((6 * 7))", ProcessOptions.defaults()));
        assertEquals("42", lost(shell).out());
    }

    @Test
    void shouldAnswerASignalBelowZeroAndRefuseSignalsAfterTheEnd() throws Exception {
        Recorder killed = sh("exec sleep 100");
        killed.transport.kill();
        assertEquals(OptionalInt.of(-9), lost(killed).transport.getReturncode());
        Recorder ended = sh("exec sleep 100");
        ended.transport.terminate();
        assertEquals(OptionalInt.of(-15), lost(ended).transport.getReturncode());
        assertThrows(IllegalStateException.class, ended.transport::kill);
        assertThrows(IllegalStateException.class, ended.transport::terminate);
        assertThrows(IllegalStateException.class, () -> ended.transport.sendSignal(Signal.USR1));
    }

    @Test
    void shouldSendSignalsWhereItCan() throws Exception {
        Recorder child = sh("exec sleep 100");
        assertThrows(IllegalArgumentException.class, () -> child.transport.sendSignal(new Signal("NONE")));
        if (portable) {
            assertThrows(UnsupportedOperationException.class, () -> child.transport.sendSignal(Signal.USR1));
            child.transport.kill();
            lost(child);
        } else {
            child.transport.sendSignal(Signal.USR1);
            assertEquals(OptionalInt.of(-10), lost(child).transport.getReturncode());
        }
    }

    @Test
    void shouldTellApartWhatCannotBeRun() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "no program");
        ProcessOptions nowhere =
                ProcessOptions.builder().cwd(folder.resolve("nowhere")).build();
        ProcessOptions file = ProcessOptions.builder().cwd(text).build();
        assertEquals(
                ErrorKind.NOT_FOUND,
                failure(ProcessOptions.defaults(), "/no/such/program").kind());
        assertEquals(
                ErrorKind.NOT_FOUND,
                failure(ProcessOptions.defaults(), "no-such-program").kind());
        assertEquals(
                ErrorKind.NOT_PERMITTED,
                failure(ProcessOptions.defaults(), text.toString()).kind());
        assertTrue(failure(nowhere, "true").getMessage().contains("directory " + folder.resolve("nowhere")));
        assertTrue(failure(file, "true").getMessage().contains("no directory"));
        Path junk = Files.write(folder.resolve("junk"), new byte[] {1, 2, 3});
        assertTrue(junk.toFile().setExecutable(true));
        if (!portable) {
            // The JDK gives it to the shell.
            assertEquals(
                    ErrorKind.OTHER,
                    failure(ProcessOptions.defaults(), junk.toString()).kind());
        }
    }

    @Test
    void shouldSendAndReceiveMegabytesWithPauses() throws Exception {
        int size = 4 << 20;
        Recorder cat = exec(ProcessOptions.defaults(), "cat");
        cat.transport.stdout().orElseThrow().pauseReading();
        cat.transport.stdin().orElseThrow().write(new byte[size]);
        assertTrue(cat.transport.stdin().orElseThrow().getWriteBufferSize() > 0);
        until("it pauses", () -> cat.heard("pause"));
        assertEquals(0, cat.output[1].length());
        cat.transport.stdout().orElseThrow().resumeReading();
        until("it resumes", () -> cat.heard("resume"));
        cat.transport.stdin().orElseThrow().writeEof();
        lost(cat);
        assertEquals(size, cat.output[1].length());
        assertEquals(1, cat.events.stream().filter("pause"::equals).count());
    }

    @Test
    void shouldNoticeWhenNobodyReadsTheInput() throws Exception {
        Recorder deaf = sh("exec 0<&-; echo ready; exec sleep 100");
        until("it is deaf", () -> deaf.out().equals("ready"));
        for (int i = 0; i < 100 && deaf.events.stream().noneMatch(each -> each.startsWith("pipe 0")); i++) {
            deaf.transport.stdin().orElseThrow().write(new byte[100_000]);
            iterations(2);
        }
        until("it is known", () -> deaf.events.stream().anyMatch(each -> each.startsWith("pipe 0")));
        assertTrue(deaf.events.stream().anyMatch(each -> each.startsWith("pipe 0 dev.gyre.loop.LoopIOException")));
        deaf.transport.close();
        lost(deaf);
    }

    @Test
    void shouldKillAChildThatIsClosed() throws Exception {
        Recorder child = sh("exec sleep 100");
        child.transport.close();
        child.transport.close();
        assertTrue(child.transport.isClosing());
        lost(child);
        assertEquals(OptionalInt.of(-9), child.transport.getReturncode());
        assertEquals(1, child.events.stream().filter("exited"::equals).count());
    }

    @Test
    void shouldKillItsChildrenWithTheLoop() throws Exception {
        Recorder child = sh("exec sleep 100");
        LoopFuture<?> begun = loop.subprocessExec(this::recorder, List.of("sleep", "100"), ProcessOptions.defaults());
        assertFalse(begun.isDone());
        loop.close();
        eventually("they are dead", () -> children().isEmpty());
        assertFalse(child.heard("exited"));
    }

    @Test
    void shouldLeaveNothingOfACancelledSpawn() throws Exception {
        for (ProcessOptions options : List.of(ProcessOptions.defaults(), NO_PIPES)) {
            Recorder never = recorder();
            LoopFuture<?> spawn = loop.subprocessExec(() -> never, List.of("sleep", "100"), options);
            assertEquals(1, children().size());
            spawn.cancel();
            iterations(3);
            assertEquals(List.of(), never.events);
            eventually("it is dead", () -> children().isEmpty());
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"made", "data 1", "pipe 1", "exited", "lost"})
    void shouldEndAChildWhoseProtocolThrows(String callback) throws Exception {
        Recorder child = recorder();
        child.action = event -> {
            if (event.equals(callback)) {
                throw new IOException("on purpose");
            }
        };
        exec(child, ProcessOptions.defaults(), "/bin/sh", "-c", "echo x");
        lost(child);
        iterations(2);
        assertEquals(1, reports.size());
        reports.clear();
        assertTrue(child.transport.isClosing());
        assertEquals(1, child.events.stream().filter("lost"::equals).count());
    }

    @Test
    void shouldStartNothingForAFactoryThatThrows() {
        LoopFuture<?> failed = loop.subprocessExec(
                () -> {
                    throw new IOException("on purpose");
                },
                List.of("sleep", "100"),
                ProcessOptions.defaults());
        assertThrows(IOException.class, () -> await(failed));
    }

    @Test
    void shouldLeaveOthersChildrenAlone() throws Exception {
        List<Recorder> ours = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Process theirs = new ProcessBuilder("/bin/sh", "-c", "exit " + i).start();
            ours.add(exec(NO_PIPES, "/bin/sh", "-c", "exit " + (i + 50)));
            assertEquals(i, theirs.waitFor());
        }
        for (int i = 0; i < ours.size(); i++) {
            assertEquals(OptionalInt.of(i + 50), lost(ours.get(i)).transport.getReturncode());
        }
        // A grandchild that lives on with the output open: the child has ended, and the pipe has not.
        Recorder forks = sh("(sleep 0.3; echo late) & exit 3");
        until("it has ended", () -> forks.heard("exited"));
        assertEquals(OptionalInt.of(3), lost(forks).transport.getReturncode());
        if (!portable) {
            // The JDK closes the output with the child, and may lose this.
            assertEquals("late", forks.out());
        }
    }

    @Test
    void shouldLeaveNothingOfManyThatAreKilledAtRandom() throws Exception {
        Random random = new Random(42);
        List<Recorder> all = new ArrayList<>();
        for (int i = 0; i < (portable ? 100 : 1000); i++) {
            all.add(exec(ProcessOptions.defaults(), "sleep", "1000"));
        }
        List<Recorder> alive = new ArrayList<>(all);
        while (!alive.isEmpty()) {
            Recorder one = alive.remove(random.nextInt(alive.size()));
            if (random.nextBoolean()) {
                one.transport.close();
            } else {
                one.transport.terminate();
            }
        }
        all.forEach(this::lost);
        eventually("all are gone", () -> children().isEmpty());
    }

    @Test
    void shouldSayThatNoDescriptorIsLeft() throws Exception {
        assumeFalse(portable, "the JDK's helper says what went wrong in words of its own");
        assumeTrue(
                loop.backend().equals("epoll"),
                "java.nio loads classes for its failures, for which no descriptor is left");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exhausted.class.getName(),
                        loop.backend())
                .redirectErrorStream(true)
                .start();
        String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, program.waitFor(), said);
        String first = said.lines().findFirst().orElse("");
        assertTrue(first.matches("(TOO_MANY_FILES )+(OK )+children 0, leaked 0"), said);
    }
}
