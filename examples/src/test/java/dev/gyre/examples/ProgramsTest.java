package dev.gyre.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples that need nobody else: each prints what the same program for asyncio prints. */
final class ProgramsTest {
    private static final int FILE_SIZE = 1_000_000;
    private static final List<String> SENDING =
            List.of("Sent: 1000000", "Received: 1000000", "Position of the file: 1000000");

    @TempDir
    private Path folder;

    static Stream<Case> cases() {
        return Stream.of(
                new Case(HelloWorld.class, "hello_world.py", List.of("Hello World")),
                new Case(CallWithArguments.class, "call_with_arguments.py", List.of("Hello")),
                new Case(ConnectExistingSocket.class, "connect_existing_socket.py", List.of("Received: abc")),
                new Case(WatchForReadEvents.class, "watch_for_read_events.py", List.of("Received: abc")),
                new Case(
                        RunForever.class,
                        "run_forever.py",
                        List.of(
                                "runs, though the loop was stopped before",
                                "stops the loop",
                                "was scheduled before stop: runs",
                                "running: no",
                                "was scheduled by the last iteration: runs next time")),
                new Case(
                        ShutdownAsyncGenerators.class,
                        "shutdown_async_generators.py",
                        List.of("tick 0", "tick 1", "generator closed", "asked again: the end")),
                new Case(NeverRetrieved.class, "never_retrieved.py", List.of("Never retrieved: not consumed")),
                new Case(
                        SetExceptionHandler.class,
                        "set_exception_handler.py",
                        List.of(
                                "A callback failed: nothing to be done",
                                "The loop goes on",
                                "Reported by hand: no exception")),
                new Case(DebugMode.class, "debug_mode.py", List.of("callSoon was refused on another thread")),
                new Case(
                        RunInExecutor.class,
                        "run_in_executor.py",
                        List.of(
                                "default thread pool: 100",
                                "custom thread pool: 100",
                                "pool for computing: 333332833333500000")),
                new Case(
                        CallSoonThreadsafe.class,
                        "call_soon_threadsafe.py",
                        List.of("Received 1000 numbers, the last is 1000")),
                new Case(
                        ServerBlock.class,
                        "server_block.py",
                        List.of("serving: yes, sockets: 1", "serving: no, sockets: 0")),
                new Case(
                        TransportInfo.class,
                        "transport_info.py",
                        List.of("TCP_NODELAY: 1", "The peer is the server: yes", "TLS: no")),
                new Case(
                        CustomPolicy.class,
                        "custom_policy.py",
                        List.of(
                                "Somebody makes a loop",
                                "Somebody gets the loop, closed: no",
                                "The running loop is found without the policy: yes")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldPrintWhatIsExpectedAndLogNothingElse(Case each) throws Exception {
        try (Program program = Program.start(each.example())) {
            assertEquals(each.prints(), program.awaitSuccess());
            String logged = program.errors();
            assertEquals(each.example() == DebugMode.class, !logged.isEmpty(), logged);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldExpectWhatAsyncioPrints(Case each) throws Exception {
        try (Program original = Program.startOriginal(each.original())) {
            assertEquals(each.prints(), original.awaitSuccess());
        }
    }

    @Test
    void shouldLogTheSlowCallback() throws Exception {
        try (Program program = Program.start(DebugMode.class)) {
            program.awaitSuccess();
            assertTrue(program.errors().contains(" took "));
        }
    }

    @Test
    void shouldLogTheSlowCallbackAsAsyncioDoes() throws Exception {
        try (Program original = Program.startOriginal("debug_mode.py")) {
            original.awaitSuccess();
            assertTrue(original.errors().contains(" took "));
        }
    }

    /** In the in-memory backend's time, in which five seconds are five seconds and take none. */
    @Test
    void shouldDisplayTheDateEverySecond() throws Exception {
        try (Program program = Program.start(List.of("-Dgyre.loop=sim"), DisplayDate.class)) {
            List<LocalDateTime> dates =
                    program.awaitSuccess().stream().map(LocalDateTime::parse).toList();
            assertEquals(5, dates.size());
            assertEquals(dates.stream().sorted().toList(), dates);
        }
    }

    @Test
    void shouldAskAnotherProgramForTheDate() throws Exception {
        try (Program program = Program.start(ChildDate.class)) {
            assertTrue(isDate(program.awaitSuccess()));
        }
    }

    @Test
    void shouldAskForTheDateAsAsyncioDoes() throws Exception {
        try (Program original = Program.startOriginal("child_date.py")) {
            assertTrue(isDate(original.awaitSuccess()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"with a thread", "on descriptors"})
    void shouldNumberTheLinesOfItsInput(String way) throws Exception {
        List<String> options = way.equals("on descriptors") ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();
        try (Program program = Program.start(options, NumberLines.class)) {
            numberLines(program);
        }
    }

    @Test
    void shouldNumberTheLinesOfItsInputAsAsyncioDoes() throws Exception {
        try (Program original = Program.startOriginal("number_lines.py")) {
            numberLines(original);
        }
    }

    private static void numberLines(Program program) throws Exception {
        program.say("one");
        assertEquals("1: one", program.awaitLine());
        program.say("two");
        program.endInput();
        assertEquals(List.of("1: one", "2: two", "2 lines"), program.awaitSuccess());
        assertEquals("", program.errors());
    }

    private static boolean isDate(List<String> printed) {
        String saying = "Current date: ";
        String line = printed.getFirst();
        return printed.size() == 1
                && line.startsWith(saying)
                && LocalDateTime.parse(line.substring(saying.length())).isAfter(LocalDateTime.MIN);
    }

    @Test
    void shouldRunOnTheBackendChosen() throws Exception {
        try (Program program = Program.start(ChooseBackend.class, "nio")) {
            assertEquals(List.of("Runs on nio"), program.awaitSuccess());
        }
        try (Program program = Program.start(ChooseBackend.class, "sim")) {
            assertEquals(List.of("Runs on sim"), program.awaitSuccess());
        }
    }

    @Test
    void shouldSayWhichBackendsThereAre() throws Exception {
        try (Program program = Program.start(ChooseBackend.class, "abacus")) {
            String said = program.awaitFailure();
            assertTrue(said.contains("abacus") && said.contains("nio"), said);
        }
    }

    @Test
    void shouldSendAFile() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[FILE_SIZE]);
        try (Program program = Program.start(SendFile.class, file.toString())) {
            assertEquals(SENDING, program.awaitSuccess());
        }
    }

    @Test
    void shouldSendAFileAsAsyncioDoes() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[FILE_SIZE]);
        try (Program original = Program.startOriginal("send_file.py", file.toString())) {
            assertEquals(SENDING, original.awaitSuccess());
        }
    }

    @Test
    void shouldSendAnEmptyFile() throws Exception {
        Path file = Files.createFile(folder.resolve("empty"));
        try (Program program = Program.start(SendFile.class, file.toString())) {
            assertEquals(List.of("Sent: 0", "Received: 0", "Position of the file: 0"), program.awaitSuccess());
        }
    }

    @Test
    void shouldSayThatThereIsNoFile() throws Exception {
        String file = folder.resolve("nothing").toString();
        try (Program program = Program.start(SendFile.class, file)) {
            String said = program.awaitFailure();
            assertTrue(said.contains("NoSuchFileException: " + file), said);
        }
    }
}
