package dev.gyre.shell.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.shell.protocol.ExitCode;
import dev.gyre.shell.protocol.Frame;
import dev.gyre.shell.protocol.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions from their beginning to every kind of end. */
final class SessionsTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir
    private Path temporary;

    private final CommandProcessorImpl processor = new CommandProcessorImpl();
    private final TestCommands commands = TestCommands.in(processor);
    private Leftovers leftovers;
    private ControlServer server;

    @BeforeEach
    void listen() throws IOException {
        leftovers = Leftovers.now();
        server = ControlServer.open(
                temporary.resolve("run"),
                () -> processor,
                (command, before) -> command.equals("test:say") ? List.of("echo", "status") : List.of());
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        commands.release.countDown();
        server.close();
        assertEquals(0, server.sessions());
        processor.stop();
        leftovers.check();
    }

    private ShellClient execute(String line) throws IOException {
        return ShellClient.open(server.file(), Frame.Open.execute(line));
    }

    private ShellClient plain(String input) throws IOException {
        ShellClient client = ShellClient.open(server.file(), Frame.Open.plain());
        client.type(input);
        client.send(new Frame.EndOfInput());
        return client;
    }

    private void assertSays(ShellClient client, int code, String out, String err) throws IOException {
        try (client) {
            int ended = client.awaitExit();
            assertEquals(out, client.out());
            assertEquals(err, client.err());
            assertEquals(code, ended);
        }
    }

    @Test
    void shouldRunOneCommandLine() throws IOException {
        assertSays(execute("test:say hello"), ExitCode.OK, "hello\n", "");
        assertSays(execute("say hello; say again"), ExitCode.OK, "hello\nagain\n", "");
        assertSays(execute("give 'größer'"), ExitCode.OK, "größer\n", "");
        assertSays(execute("  "), ExitCode.OK, "", "");
        assertSays(execute("test:say hello | firstline"), ExitCode.OK, "[hello]\n", "");
    }

    @Test
    void shouldTellWhatWentWrongInOneLine() throws IOException {
        assertSays(execute("fail"), ExitCode.FAILED, "", "IllegalStateException: no luck\n");
        assertSays(execute("dance"), ExitCode.USAGE, "", "there is no command \"dance\"; help lists those there are\n");
        assertSays(
                execute("say a b"),
                ExitCode.USAGE,
                "",
                "say: not with these arguments; \"help say\" shows which it takes\n");
        try (ShellClient client = execute("say {")) {
            assertEquals(ExitCode.USAGE, client.awaitExit());
            assertTrue(client.err().startsWith("this is no command line: "), client.err());
            assertEquals(1, client.err().lines().count(), client.err());
        }
    }

    @Test
    void shouldRunPipedLinesWithoutAPrompt() throws IOException {
        assertSays(
                plain("say one\n\n# nothing\n  say two  \nx = three\nsay $x"),
                ExitCode.OK,
                "one\ntwo\nthree\nthree\n",
                "");
    }

    @Test
    void shouldEndWithTheCodeOfTheLastPipedLine() throws IOException {
        assertSays(plain("fail\nsay on"), ExitCode.OK, "on\n", "IllegalStateException: no luck\n");
        assertSays(plain("say on\nfail\n"), ExitCode.FAILED, "on\n", "IllegalStateException: no luck\n");
        assertSays(plain(""), ExitCode.OK, "", "");
    }

    @Test
    void shouldTakeSeveralPipedLinesForOneCommandWhenSomethingIsOpen() throws IOException {
        assertSays(plain("f = {\n  say inside\n}; f\n"), ExitCode.OK, "inside\n", "");
    }

    @Test
    void shouldLeaveTheRestOfTheInputToACommand() throws IOException {
        assertSays(plain("firstline\nfor the command\nsay next\n"), ExitCode.OK, "[for the command]\nnext\n", "");
    }

    @Test
    void shouldStopReadingAtExit() throws IOException {
        assertSays(plain("say one\nexit\nsay two\n"), ExitCode.OK, "one\n", "");
    }

    @Test
    void shouldShowOutputAsItComes() throws Exception {
        try (ShellClient client = execute("say first; block")) {
            client.await("first\n");
            commands.blocked.acquire();
            client.send(new Frame.Interrupt());
            assertEquals(ExitCode.INTERRUPTED, client.awaitExit());
        }
        commands.interrupted.acquire();
    }

    @Test
    void shouldPromptAndAnswerAtATerminal() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("say hello\r");
            client.await("hello");
            client.await("\nhello\r\n");
            client.await("gyre> ");
            client.type("fail\r");
            client.await("no luck\r\n");
            client.await("gyre> ");
            client.type("exit\r");
            assertEquals(ExitCode.FAILED, client.awaitExit());
        }
    }

    @Test
    void shouldCompleteCommandsAndArguments() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("test:st\t");
            client.await("test:stop");
            client.await("test:stubborn");
            client.type(CTRL_C);
            client.await("gyre> ");
            client.type("help test:gi\t");
            client.await("help test:give");
            client.type(CTRL_C);
            client.await("gyre> ");
            client.type("test:sa\tec\t\r");
            client.await("\necho\r\n");
            client.await("gyre> ");
            client.type("say one | firstline; sa\tst\t\r");
            client.await("[one]\r\nstatus\r\n");
        }
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"dumb", "", "xterm-256color", "no-such-terminal"})
    void shouldServeEveryTypeOfTerminal(String type) throws IOException {
        try (ShellClient client = ShellClient.open(server.file(), Frame.Open.terminal(type, 80, 24))) {
            client.await("gyre> ");
            client.type("say hello\r");
            client.await("\nhello\r\n");
            client.await("gyre> ");
            client.type("exit\r");
            assertEquals(ExitCode.OK, client.awaitExit());
        }
    }

    @Test
    void shouldRememberLines() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("say again\r");
            client.await("\nagain\r\n");
            client.await("gyre> ");
            client.type("\u0010\r");
            client.await("\nagain\r\n");
        }
    }

    @Test
    void shouldGoOnWithALineThatIsNotFinished() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("f = {\r");
            client.await("> ");
            client.type("say inside }; f\r");
            client.await("\ninside\r\n");
        }
    }

    @Test
    void shouldCancelALineByCtrlC() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("say never");
            client.await("say never");
            client.type(CTRL_C);
            client.await("gyre> ");
            client.type("say after\r");
            assertFalse(client.await("\nafter\r\n").contains("\nnever\r\n"));
        }
    }

    @Test
    void shouldCancelTheRunningCommandByCtrlCAndKeepVariables() throws Exception {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("x = kept\r");
            client.await("\nkept\r\n");
            client.await("gyre> ");
            for (int i = 0; i < 5; i++) {
                client.type("block\r");
                commands.blocked.acquire();
                client.type(CTRL_C);
                commands.interrupted.acquire();
                client.await("gyre> ");
            }
            client.type("say $x\r");
            client.await("\nkept\r\n");
        }
    }

    @Test
    void shouldComeBackFromACommandThatIgnoresCtrlC() throws Exception {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("stubborn\r");
            commands.blocked.acquire();
            client.type(CTRL_C);
            commands.interrupted.acquire();
            client.await("gyre> ");
            client.type("say after\r");
            client.await("\nafter\r\n");
        }
    }

    @Test
    void shouldCancelACommandInTheMidstOfItsOutput() throws Exception {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type("flood\r");
            client.await("1000 all work");
            client.type(CTRL_C);
            client.await("gyre> ");
            client.type("say after\r");
            client.await("\nafter\r\n");
        }
        commands.flooded.acquire();
    }

    @Test
    void shouldLeaveByCtrlD() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.type(CTRL_D);
            assertEquals(ExitCode.OK, client.awaitExit());
        }
    }

    @Test
    void shouldFollowTheTerminalsSize() throws IOException {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            client.send(new Frame.Resize(120, 40));
            client.type("$.terminal width\r");
            client.await("\n120\r\n");
            client.send(new Frame.Resize(0, 0));
            client.await("gyre> ");
            client.type("$.terminal width\r");
            client.await("\n80\r\n");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Kind.class)
    void shouldEndTheSessionOfAClientThatVanishes(Kind kind) throws Exception {
        try (ShellClient _ = begin(kind, "block")) {
            commands.blocked.acquire();
        }
        commands.interrupted.acquire();
        awaitNoSession();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Kind.class)
    void shouldEndTheSessionOfAClientThatVanishesInTheMidstOfOutput(Kind kind) throws Exception {
        try (ShellClient client = begin(kind, "flood")) {
            client.await("100 all work");
        }
        commands.flooded.acquire();
        awaitNoSession();
    }

    /** A session of each kind with a command that runs. */
    private ShellClient begin(Kind kind, String line) throws IOException {
        return switch (kind) {
            case EXECUTE -> execute(line);
            case PLAIN -> plain(line + "\n");
            case TERMINAL -> {
                ShellClient client = ShellClient.terminal(server.file());
                client.type(line + "\r");
                yield client;
            }
        };
    }

    private void awaitNoSession() throws InterruptedException {
        while (server.sessions() > 0) {
            Thread.sleep(1);
        }
    }

    @Test
    void shouldServeManyAtOnce() throws Exception {
        List<ShellClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(begin(Kind.values()[i % 3], "block"));
            }
            commands.blocked.acquire(20);
            assertSays(execute("say here"), ExitCode.OK, "here\n", "");
            for (ShellClient client : clients) {
                client.send(new Frame.Interrupt());
            }
            commands.interrupted.acquire(20);
            for (int i = 0; i < 20; i++) {
                if (Kind.values()[i % 3] == Kind.TERMINAL) {
                    clients.get(i).await("gyre> ");
                    clients.get(i).type(CTRL_D);
                }
                assertEquals(ExitCode.INTERRUPTED, clients.get(i).awaitExit());
            }
        } finally {
            for (ShellClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Kind.class)
    void shouldEndSessionsWhenItStops(Kind kind) throws Exception {
        try (ShellClient client = begin(kind, "block")) {
            commands.blocked.acquire();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(this::close);
            assertEquals(ExitCode.INTERRUPTED, client.awaitExit());
            closing.join();
            assertTrue(kind == Kind.EXECUTE
                    || (client.out() + client.err()).toLowerCase().contains("the container stops"));
        }
        assertThrows(IOException.class, () -> ShellClient.connect(server.file()));
    }

    @Test
    void shouldEndAnIdleTerminalWhenItStops() throws Exception {
        try (ShellClient client = ShellClient.terminal(server.file())) {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(this::close);
            assertEquals(ExitCode.OK, client.awaitExit());
            assertTrue(client.out().contains("The container stops."), client.out());
            closing.join();
        }
    }

    @Test
    void shouldLetARunningCommandFinishWhenItStops() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        commands.stop = () -> Thread.ofPlatform().start(() -> {
            stopping.countDown();
            close();
            closed.complete(null);
        });
        try (ShellClient client = execute("stop; say answered")) {
            assertEquals(ExitCode.OK, client.awaitExit());
            assertEquals("answered\n", client.out());
        }
        stopping.await();
        closed.join();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Kind.class)
    void shouldBeStoppedByOneOfItsOwnCommands(Kind kind) throws Exception {
        commands.stop = this::close;
        try (ShellClient client = begin(kind, "stop; say answered")) {
            assertEquals(ExitCode.OK, client.awaitExit());
            assertTrue(client.out().contains("answered"), client.out());
        }
        awaitNoSession();
    }

    @Test
    void shouldEndAConnectionThatSaysNothingWhenItStops() throws Exception {
        try (ShellClient client = ShellClient.connect(server.file())) {
            assertSays(execute("say ready"), ExitCode.OK, "ready\n", "");
            close();
            client.awaitEnd();
        }
    }

    @Test
    void shouldRefuseWhatIsNoClient() throws Exception {
        try (SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(server.file()))) {
            stranger.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            assertTrue(stranger.read(answer) > 0);
            assertEquals(19, answer.get(0));
        }
        try (ShellClient client = ShellClient.connect(server.file())) {
            client.type("no opening");
            client.awaitEnd();
        }
        awaitNoSession();
    }

    private void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
