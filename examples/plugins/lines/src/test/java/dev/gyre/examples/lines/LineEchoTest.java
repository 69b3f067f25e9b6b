package dev.gyre.examples.lines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.Task;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.StreamConnection;
import dev.gyre.streams.StreamReader;
import dev.gyre.streams.StreamWriter;
import dev.gyre.streams.Streams;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LineEchoTest {
    private final List<ExceptionContext> reported = new ArrayList<>();

    /** A client's part. */
    private interface Client {
        void talk(StreamReader reader, StreamWriter writer) throws Exception;
    }

    private void with(Duration patience, Client client) throws Exception {
        EventLoops.run(() -> {
            EventLoops.getRunningLoop().setExceptionHandler((where, report) -> reported.add(report));
            Server server = Streams.startServer(new LineEcho(patience), ServerOptions.at("127.0.0.1", 0));
            talk(client, (InetSocketAddress) server.sockets().getFirst().localAddress());
            server.close();
            Task.await(server.waitClosed());
        });
        assertEquals(List.of(), reported);
    }

    private static void talk(Client client, InetSocketAddress address) throws Exception {
        StreamConnection connection = Streams.openConnection(address.getHostString(), address.getPort());
        try (StreamWriter writer = connection.writer()) {
            client.talk(connection.reader(), writer);
        }
    }

    private static String line(StreamReader reader) throws Exception {
        return reader.readLine(StandardCharsets.UTF_8);
    }

    private static void say(StreamWriter writer, String text) {
        writer.write(text, StandardCharsets.UTF_8);
    }

    @Test
    void shouldSendBackLineByLine() throws Exception {
        with(Duration.ofHours(1), (reader, writer) -> {
            say(writer, "grüß dich\nund no");
            assertEquals("grüß dich\n", line(reader));
            say(writer, "chmals\n");
            assertEquals("und nochmals\n", line(reader));
        });
    }

    @Test
    void shouldSendBackTheRestAndEndWhenThePeerDoes() throws Exception {
        with(Duration.ofHours(1), (reader, writer) -> {
            say(writer, "one\ntwo");
            writer.writeEof();
            assertEquals("one\ntwo", new String(reader.readAll(), StandardCharsets.UTF_8));
        });
    }

    @Test
    void shouldSendPeopleAwayWhoSayNothing() throws Exception {
        with(Duration.ofMillis(1), (reader, writer) -> {
            assertEquals("Nothing was heard for 0 seconds\n", line(reader));
            assertEquals("", line(reader));
        });
    }

    @Test
    void shouldSendPeopleAwayWhoDoNotEndTheirLine() throws Exception {
        with(Duration.ofHours(1), (reader, writer) -> {
            writer.write(new byte[StreamReader.DEFAULT_LIMIT + 1]);
            assertEquals("A line may have 65536 bytes\n", line(reader));
        });
    }

    @Test
    void shouldBearAPeerThatVanishes() throws Exception {
        with(Duration.ofHours(1), (reader, writer) -> {
            say(writer, "one\n");
            assertEquals("one\n", line(reader));
            writer.transport().abort();
        });
    }

    /** More than all buffers hold; the client reads nothing until all is written. */
    @Test
    void shouldKeepNothingThatIsNotTaken() throws Exception {
        byte[] line = new byte[30_000];
        line[line.length - 1] = '\n';
        int lines = 1_000;
        with(Duration.ofHours(1), (reader, writer) -> {
            Task<Void> writing = EventLoops.getRunningLoop().createTask(() -> {
                for (int i = 0; i < lines; i++) {
                    writer.write(line);
                    writer.drain();
                }
            });
            Coroutines.sleep(Duration.ofMillis(20));
            for (int i = 0; i < lines; i++) {
                assertArrayEquals(line, reader.readLine());
            }
            Task.await(writing);
        });
    }
}
