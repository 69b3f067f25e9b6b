package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** The plug-ins that come with Gyre, in a container with two loops. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"felix", "equinox"})
final class PluginsIT {
    private static final Map<String, String> SETTINGS = Map.of(
            "gyre.loops", "2",
            "gyre.echo.listen", "tcp://127.0.0.1:0",
            "gyre.chat.listen", "tcp://127.0.0.1:0",
            "gyre.status.listen", "tcp://127.0.0.1:0",
            "gyre.echo.drain", "20",
            "gyre.chat.drain", "20",
            "gyre.status.drain", "20");

    private final String framework;

    @TempDir
    private Path storage;

    PluginsIT(String framework) {
        this.framework = framework;
    }

    private ContainerStage start() throws Exception {
        return ContainerStage.start(framework, storage, SETTINGS);
    }

    private static Bundle plugin(ContainerStage stage, String name) throws Exception {
        Bundle bundle = stage.frameworks().installPlugin(name);
        bundle.start();
        return bundle;
    }

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        ContainerStage.awaitNoThread("gyre-");
    }

    @Test
    void shouldKeepEchoingToOldConnectionsWhenTheEchoIsUpdated() throws Exception {
        try (ContainerStage stage = start()) {
            Bundle echo = plugin(stage, "echo");
            String address = stage.awaitAddress("echo").substring("tcp://".length());
            try (EchoClient old = EchoClient.to(address)) {
                old.echo(100_000);
                byte[] across = old.send(100_000);
                echo.update();
                old.receive(across);
                try (EchoClient fresh = EchoClient.to(address)) {
                    fresh.echo(100_000);
                    old.echo(100_000);
                }
            }
        }
    }

    @Test
    void shouldLetPeopleChatAndSendThemHomeOnUpdate() throws Exception {
        try (ContainerStage stage = start()) {
            Bundle chat = plugin(stage, "chat");
            String address = stage.awaitAddress("chat");
            try (Talk first = new Talk(address)) {
                first.expect("* Welcome. You are guest1.");
                first.read();
                try (Talk second = new Talk(address)) {
                    second.expect("* Welcome. You are guest2.");
                    second.read();
                    first.expect("* guest2 has joined.");
                    first.say("good day");
                    second.expect("guest1: good day");

                    chat.update();
                    for (Talk each : new Talk[] {first, second}) {
                        each.expect("* The chat ends here. Goodbye.");
                        each.expectEnd();
                    }
                }
            }
            try (Talk again = new Talk(address)) {
                again.expect("* Welcome. You are guest1.");
                again.read();
                chat.uninstall();
                again.expect("* The chat ends here. Goodbye.");
                again.expectEnd();
            }
            stage.awaitGone("chat");
        }
    }

    @Test
    void shouldShowWhatRunsAndGoOnAfterAnUpdate() throws Exception {
        try (ContainerStage stage = start()) {
            plugin(stage, "echo");
            Bundle status = plugin(stage, "status");
            stage.awaitAddress("echo");
            String address = stage.awaitAddress("status");
            try (Talk idle = new Talk(address)) {
                String all = get(address, "/api");
                assertTrue(all.startsWith("HTTP/1.1 200 OK"), all);
                assertTrue(all.contains("\"bundle\" : \"dev.gyre.examples.echo\""), all);
                assertTrue(all.contains("\"loops\" : [ \"gyre-0\", \"gyre-1\" ]"), all);
                assertTrue(all.contains("\"StreamTransportProvider\""), all);
                assertTrue(get(address, "/").contains("<h2>Servers <small>2</small></h2>"));
                assertTrue(get(address, "/health").contains("\"up\""));

                status.update();
                idle.expectEnd();
            }
            assertTrue(get(address, "/health").contains("\"up\""));
            status.stop();
            status.start();
            assertTrue(get(address, "/health").contains("\"up\""));
        }
    }

    private static String get(String address, String path) throws IOException {
        try (Talk talk = new Talk(address)) {
            talk.say("GET " + path + " HTTP/1.0\r\n\r");
            return talk.readAll();
        }
    }

    /** A client that says lines and reads lines. */
    private static final class Talk implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader lines;

        Talk(String address) throws IOException {
            int colon = address.lastIndexOf(':');
            socket = new Socket(
                    InetAddress.getByName(address.substring("tcp://".length(), colon)),
                    Integer.parseInt(address.substring(colon + 1)));
            socket.setSoTimeout(20_000);
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        String read() throws IOException {
            return lines.readLine();
        }

        String readAll() {
            return lines.lines().collect(Collectors.joining("\n"));
        }

        void expect(String line) throws IOException {
            assertEquals(line, read());
        }

        void expectEnd() throws IOException {
            assertEquals(-1, lines.read());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
