package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.itests.modes.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher serves real clients by coroutines, in each of the ways to run them. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"loop-scheduled", "hand-off"})
final class LinesIT {
    private static final int CLIENTS = 50;

    @Parameter
    private String coroutines;

    @TempDir
    private Path base;

    private GyreCommand run;
    private String address;

    @BeforeEach
    void start() throws Exception {
        run = GyreCommand.java(
                List.of("-Dgyre.coroutines=" + coroutines), "run", "--base", base.toString(), "--listen=127.0.0.1:0");
        address = run.awaitServing("lines");
    }

    @AfterEach
    void shouldStopInOrder() throws Exception {
        try {
            run.signal("TERM");
            assertEquals(143, run.awaitEnd(), run.said());
            assertTrue(run.said().endsWith("Stopped."), run.said());
            assertFalse(run.said().contains("WARNING"), run.said());
            assertFalse(run.said().contains("SEVERE"), run.said());
        } finally {
            run.close();
        }
    }

    private String port() {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private void assertEchoes(String... command) throws Exception {
        Programs.assumeInstalled(command[0]);
        List<String> complete = new ArrayList<>();
        for (String part : command) {
            complete.add(part.replace("PORT", port()));
        }
        Path said = base.resolve("said");
        Process client = new ProcessBuilder(complete)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        client.outputWriter().append("hello\nand goodbye").close();
        assertTrue(client.waitFor(30, TimeUnit.SECONDS));
        assertEquals("hello\nand goodbye", Files.readString(said).strip());
    }

    @Test
    void shouldServeNetcat() throws Exception {
        assertEchoes("nc", "-N", "127.0.0.1", "PORT");
    }

    @Test
    void shouldServeSocat() throws Exception {
        assertEchoes("socat", "-", "TCP:127.0.0.1:PORT");
    }

    @Test
    void shouldServePythonsAsyncio() throws Exception {
        assertEchoes("python3", "-c", """
                import asyncio, sys
                async def main():
                    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
                    for line in sys.stdin.buffer.readlines():
                        writer.write(line)
                        if line.endswith(b"\\n"):
                            sys.stdout.buffer.write(await reader.readline())
                    writer.write_eof()
                    sys.stdout.buffer.write(await reader.read())
                    writer.close()
                asyncio.run(main())
                """);
    }

    @Test
    void shouldServeManyAtATimeAndNotMindThoseWhoReset() throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Socket("127.0.0.1", Integer.parseInt(port())));
        }
        for (int round = 0; round < 3; round++) {
            for (Socket client : clients) {
                client.getOutputStream().write(("round " + round + "\n").getBytes(StandardCharsets.UTF_8));
            }
            for (Socket client : clients) {
                assertEquals("round " + round, line(client));
            }
        }
        for (Socket client : clients) {
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    private static String line(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
