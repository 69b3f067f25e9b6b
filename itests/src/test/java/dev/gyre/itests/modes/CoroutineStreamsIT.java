package dev.gyre.itests.modes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.streams.ClientConnected;
import dev.gyre.streams.Coroutines;
import dev.gyre.streams.Queue;
import dev.gyre.streams.StreamConnection;
import dev.gyre.streams.Streams;
import dev.gyre.streams.TaskGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What coroutines are written with, in each of the ways they can run, over the policy's choice of everything. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"loop-scheduled", "hand-off"})
@ExtendWith(Stage.class)
final class CoroutineStreamsIT {
    private static final ClientConnected ECHO = (reader, writer) -> {
        for (String line = reader.readLine(US_ASCII); !line.isEmpty(); line = reader.readLine(US_ASCII)) {
            writer.write(line, US_ASCII);
            writer.drain();
        }
        writer.close();
    };

    @Parameter
    private String way;

    @BeforeEach
    void choose() {
        System.setProperty("gyre.coroutines", way);
    }

    @AfterEach
    void chooseNoMore() {
        System.clearProperty("gyre.coroutines");
    }

    private static String echo(Server server, String text) throws IOException {
        InetSocketAddress address =
                (InetSocketAddress) server.sockets().getFirst().localAddress();
        try (StreamConnection connection = Streams.openConnection("127.0.0.1", address.getPort())) {
            connection.writer().write(text, US_ASCII);
            return connection.reader().readLine(US_ASCII);
        }
    }

    private static void serving(ServingBody body) throws Exception {
        Callback main = () -> {
            Server server = Streams.startServer(ECHO, ServerOptions.at("127.0.0.1", 0));
            body.run(server);
            server.close();
            Task.await(server.waitClosed());
        };
        EventLoops.run(main);
    }

    private interface ServingBody {
        void run(Server server) throws Exception;
    }

    @Test
    void shouldServeManyConnectionsAtATime() throws Exception {
        serving(server -> {
            List<Task<String>> tasks = new ArrayList<>();
            TaskGroup.run(group -> {
                for (int i = 0; i < 100; i++) {
                    String text = "client " + i + "\n";
                    tasks.add(group.createTask(() -> echo(server, text)));
                }
                return null;
            });
            for (int i = 0; i < 100; i++) {
                assertEquals("client " + i + "\n", tasks.get(i).result());
            }
        });
    }

    @Test
    void shouldKeepStreamsAcrossASwapOfTheBackend() throws Exception {
        serving(server -> {
            EventLoop loop = EventLoops.getRunningLoop();
            Task<String> reading = loop.createTask(() -> echo(server, "before"));
            Coroutines.sleep(Duration.ofMillis(20));
            Task.await(loop.swapBackend(Stage.backend(loop.backend().equals("nio") ? "epoll" : "nio")));
            assertEquals("after\n", echo(server, "after\n"));
            reading.cancel();
            Coroutines.wait(List.of(reading));
        });
    }

    @Test
    void shouldTimeOutInRealTime() throws Exception {
        serving(server -> {
            assertThrows(
                    TimeoutException.class,
                    () -> Coroutines.timeout(Duration.ofMillis(20), () -> echo(server, "no line")));
            assertEquals("line\n", echo(server, "line\n"));
        });
    }

    @Test
    void shouldPassItemsFromCoroutineToCoroutine() throws Exception {
        Callback main = () -> {
            Queue<Integer> queue = new Queue<>(2);
            List<Integer> seen = new ArrayList<>();
            TaskGroup.run(group -> {
                group.createTask(() -> {
                    for (int i = 0; i < 10; i++) {
                        queue.put(i);
                    }
                    queue.shutdown();
                });
                for (int i = 0; i < 10; i++) {
                    seen.add(queue.get());
                }
                return null;
            });
            assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), seen);
        };
        EventLoops.run(main);
    }
}
