package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.Task;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections and servers for coroutines, as in asyncio's {@code test_streams}, on the backends; a number is the seed of the in-memory network's adversities. */
@ParameterizedClass(name = "{0} {1}")
@MethodSource("everywhere")
final class StreamsTest extends CoroutineTestCase {
    private static final ClientConnected ECHO = (reader, writer) -> {
        for (byte[] data = reader.read(1000); data.length > 0; data = reader.read(1000)) {
            writer.write(data);
            writer.drain();
        }
        writer.close();
    };

    @Parameter(1)
    String backend;

    static Stream<Arguments> everywhere() {
        return Stream.of("nio", "epoll", "sim", "sim 42")
                .flatMap(each -> Stream.of(Rung.values()).map(rung -> Arguments.of(rung, each)));
    }

    @Override
    String backend() {
        return backend;
    }

    /** What a test does with a connection to a server. */
    private interface Client {
        void run(StreamReader reader, StreamWriter writer) throws Exception;
    }

    private static Server serve(ClientConnected serving, int limit) throws IOException {
        return Streams.startServer(serving, ServerOptions.at("127.0.0.1", 0), limit);
    }

    private static StreamConnection connect(Server server) throws IOException {
        InetSocketAddress address =
                (InetSocketAddress) server.sockets().getFirst().localAddress();
        return Streams.openConnection("127.0.0.1", address.getPort());
    }

    private void withServer(ClientConnected serving, Client client) throws Exception {
        withServer(serving, StreamReader.DEFAULT_LIMIT, client);
    }

    private void withServer(ClientConnected serving, int limit, Client client) throws Exception {
        run(() -> {
            Server server = serve(serving, limit);
            try (StreamConnection connection = connect(server)) {
                client.run(connection.reader(), connection.writer());
            }
            server.close();
            Task.await(server.waitClosed());
        });
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            sleepMillis(1);
        }
    }

    private static String line(StreamReader reader) throws IOException {
        return reader.readLine(StandardCharsets.US_ASCII);
    }

    private static void send(StreamWriter writer, String text) throws IOException {
        writer.write(text, StandardCharsets.US_ASCII);
        writer.drain();
    }

    @Test
    void shouldTalkToAServer() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            send(writer, "hello\n");
            assertEquals("hello\n", line(reader));
            writer.writeLines(List.of(ByteBuffer.wrap(new byte[] {'a'}), ByteBuffer.wrap(new byte[] {'b', '\n'})));
            writer.write(new byte[] {'c'});
            writer.write(ByteBuffer.wrap(new byte[] {'\n'}));
            assertEquals("ab\n", line(reader));
            assertEquals("c\n", line(reader));
            assertTrue(writer.canWriteEof());
            writer.writeEof();
            assertEquals("", line(reader));
            assertTrue(reader.atEof());
            assertFalse(writer.isClosing());
            writer.close();
            assertTrue(writer.isClosing());
            writer.waitClosed();
            writer.waitClosed();
        });
    }

    @Test
    void shouldTellOfTheConnection() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            assertSame(loop, writer.getExtraInfo(ExtraInfo.LOOP).orElseThrow());
            assertTrue(writer.getExtraInfo(ExtraInfo.PEERNAME).isPresent());
            assertEquals(writer.transport().getExtraInfo(ExtraInfo.SOCKNAME), writer.getExtraInfo(ExtraInfo.SOCKNAME));
        });
    }

    @Test
    void shouldTalkOverUnixSocketsToo(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("socket");
        run(() -> {
            Server server = Streams.startUnixServer(ECHO, UnixServerOptions.at(path));
            StreamConnection connection = Streams.openUnixConnection(path);
            send(connection.writer(), "over a path\n");
            assertEquals("over a path\n", line(connection.reader()));
            connection.close();
            connection.writer().waitClosed();
            server.close();
            Task.await(server.waitClosed());
        });
        Files.deleteIfExists(path);
    }

    @Test
    void shouldThrowWhatKeepsAConnectionFromBeingOpened() throws Exception {
        run(() -> {
            Server server = serve(ECHO, 10);
            int port = ((InetSocketAddress) server.sockets().getFirst().localAddress()).getPort();
            server.close();
            Task.await(server.waitClosed());
            LoopIOException refused =
                    assertThrows(LoopIOException.class, () -> Streams.openConnection("127.0.0.1", port));
            assertEquals(ErrorKind.REFUSED, refused.kind());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Streams.openConnection(ConnectOptions.to("127.0.0.1", port), 0));
        });
    }

    @Test
    void shouldServeManyAtATime() throws Exception {
        run(() -> {
            Server server = serve(ECHO, StreamReader.DEFAULT_LIMIT);
            TaskGroup.run(group -> {
                for (int i = 0; i < 50; i++) {
                    String text = "client " + i + "\n";
                    group.createTask(() -> {
                        try (StreamConnection connection = connect(server)) {
                            for (int round = 0; round < 5; round++) {
                                send(connection.writer(), text);
                                assertEquals(text, line(connection.reader()));
                            }
                        }
                    });
                }
                return null;
            });
            server.close();
            Task.await(server.waitClosed());
        });
    }

    @Test
    void shouldCarryMuchThroughSmallLimits() throws Exception {
        byte[] sent = new byte[2_000_000];
        new Random(1).nextBytes(sent);
        withServer(ECHO, 100, (reader, writer) -> {
            Task<Void> sending = loop.createTask(() -> {
                for (int at = 0; at < sent.length; at += 10_000) {
                    writer.write(ByteBuffer.wrap(sent, at, 10_000));
                    writer.drain();
                }
                writer.writeEof();
            });
            assertTrue(Arrays.equals(sent, reader.readAll()));
            Task.await(sending);
        });
    }

    @Test
    void shouldReceiveNoMoreWhenNobodyReads() throws Exception {
        LoopPromise<Void> go = loop.createFuture();
        List<StreamReader> serving = new ArrayList<>();
        withServer(
                (reader, writer) -> {
                    serving.add(reader);
                    Task.await(go);
                    reader.readAll();
                    writer.close();
                },
                1000,
                (reader, writer) -> {
                    writer.transport().setWriteBufferLimits(new WriteBufferLimits(0, 0));
                    Task<Void> sending = loop.createTask(() -> {
                        for (int i = 0; i < 400; i++) {
                            writer.write(new byte[100_000]);
                            writer.drain();
                            seen.add(i);
                        }
                        writer.close();
                    });
                    until(() ->
                            !serving.isEmpty() && serving.getFirst().toString().contains("paused"));
                    sleepMillis(50);
                    int held = seen.size();
                    assertFalse(sending.isDone());
                    assertTrue(serving.getFirst().unread().remaining() < 1_000_000, serving::toString);
                    go.setResult(null);
                    Task.await(sending);
                    assertTrue(held < 400);
                });
    }

    @Test
    void shouldLetSeveralDrain() throws Exception {
        LoopPromise<Void> go = loop.createFuture();
        withServer(
                (reader, writer) -> {
                    Task.await(go);
                    reader.readAll();
                    writer.close();
                },
                1000,
                (reader, writer) -> {
                    // As much as neither the kernel nor the other side takes.
                    writer.write(new byte[20_000_000]);
                    List<Task<Void>> draining = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        draining.add(loop.createTask(() -> {
                            writer.drain();
                            seen.add("drained");
                        }));
                    }
                    Task<Void> cancelled = loop.createTask(writer::drain);
                    yieldTimes(3);
                    assertEquals(List.of(), seen);
                    cancelled.cancel();
                    assertAwaitCancelled(cancelled);
                    go.setResult(null);
                    Task.await(Coroutines.gather(draining));
                    assertEquals(10, seen.size());
                });
    }

    @Test
    void shouldFailADrainWhenTheConnectionIsLost() throws Exception {
        withServer((reader, writer) -> writer.transport().abort(), (reader, writer) -> {
            assertThrows(IOException.class, () -> {
                while (true) {
                    send(writer, "foo\n");
                    yield1();
                }
            });
            until(() -> reader.atEof() || reader.exception().isPresent());
        });
    }

    @Test
    void shouldFailADrainAfterClose() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            writer.close();
            LoopIOException lost = assertThrows(LoopIOException.class, () -> {
                while (true) {
                    send(writer, "data");
                }
            });
            assertEquals(ErrorKind.RESET, lost.kind());
        });
    }

    @Test
    void shouldEndWhatWaitsToReadWhenItIsClosed() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            Task<byte[]> reading = loop.createTask(() -> reader.read(1));
            yieldTimes(2);
            writer.close();
            assertEquals(0, Task.await(reading).length);
            writer.waitClosed();
            assertTrue(reader.atEof());
            assertEquals(0, reader.readAll().length);
        });
    }

    @Test
    void shouldLetWaitingForTheEndBeCancelled() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            Task<Void> waiting = loop.createTask(writer::waitClosed);
            yieldTimes(2);
            waiting.cancel();
            assertAwaitCancelled(waiting);
            writer.close();
            writer.waitClosed();
        });
    }

    @Test
    void shouldReportWhatServesAndFailsAndCloseItsConnection() throws Exception {
        expectReports(1);
        IOException failure = new IOException("on purpose");
        withServer(
                (reader, writer) -> {
                    throw failure;
                },
                (reader, writer) -> {
                    assertEquals("", line(reader));
                    assertSame(failure, reported.getFirst().exception().orElseThrow());
                    assertTrue(reported.getFirst().task().isPresent());
                    assertTrue(reported.getFirst().transport().isPresent());
                });
    }

    @Test
    void shouldCloseTheConnectionOfWhatServesWhenThatIsCancelled() throws Exception {
        List<Task<?>> serving = new ArrayList<>();
        withServer(
                (reader, writer) -> {
                    serving.add(loop.tasks().current());
                    reader.readAll();
                },
                (reader, writer) -> {
                    until(() -> !serving.isEmpty());
                    serving.getFirst().cancel();
                    assertEquals("", line(reader));
                });
    }

    @Test
    void shouldLeaveAConnectionOpenWhoseCoroutineHasReturned() throws Exception {
        List<StreamWriter> writers = new ArrayList<>();
        withServer((reader, writer) -> writers.add(writer), (reader, writer) -> {
            until(() -> !writers.isEmpty());
            sleepMillis(5);
            send(writers.getFirst(), "still here\n");
            assertEquals("still here\n", line(reader));
            writers.getFirst().close();
        });
    }

    @Test
    void shouldCancelWhatServesWhenTheLoopIsClosed() throws Exception {
        List<String> ends = new CopyOnWriteArrayList<>();
        EventLoop other = open("other");
        try {
            Callback test = () -> {
                Server server = serve(
                        (reader, writer) -> {
                            try {
                                reader.readAll();
                            } catch (CancellationException cancelled) {
                                ends.add("cancelled");
                                throw cancelled;
                            }
                        },
                        100);
                connect(server);
                until(() -> server.connections() == 1);
                sleepMillis(5);
            };
            other.runUntilComplete(test);
        } finally {
            other.close();
        }
        assertEquals(List.of("cancelled"), ends);
        assertTrue(reported.stream().anyMatch(each -> each.message().contains("pending")), reported::toString);
        expectReports(reported.size());
    }

    @Test
    void shouldLeaveNothingOpenWhenOpeningIsCancelledAtAnyTime() throws Exception {
        run(() -> {
            Server server = serve(ECHO, 100);
            for (int turns = 0; turns < 30; turns++) {
                Task<Void> opening = loop.createTask(() -> {
                    try (StreamConnection connection = connect(server)) {
                        seen.add(connection);
                        yield1();
                    }
                });
                Task<Void> serving = loop.createTask(() -> {
                    try (Server another = serve(ECHO, 100)) {
                        seen.add(another);
                        yield1();
                    }
                });
                yieldTimes(turns);
                opening.cancel();
                serving.cancel();
                Coroutines.wait(List.of(opening, serving));
            }
            assertTrue(seen.size() > 1, "some were opened, else this has tried nothing");
            server.close();
            Task.await(server.waitClosed());
        });
    }

    @Test
    void shouldServeOnTheLoopOfTheConnection() throws Exception {
        EventLoop[] worker = new EventLoop[1];
        CountDownLatch opened = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().start(() -> {
            try (EventLoop loop = open("worker")) {
                worker[0] = loop;
                opened.countDown();
                loop.runForever();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        opened.await();
        run(() -> {
            Server server = Streams.startServer(
                    (reader, writer) -> {
                        send(writer, EventLoops.getRunningLoop().name() + line(reader));
                        writer.close();
                    },
                    ServerOptions.builder()
                            .host("127.0.0.1")
                            .port(0)
                            .workers(List.of(worker[0]))
                            .build());
            try (StreamConnection connection = connect(server)) {
                send(connection.writer(), " is here\n");
                assertEquals("worker is here\n", line(connection.reader()));
                assertEquals("", line(connection.reader()));
            }
            server.close();
            Task.await(server.waitClosed());
        });
        worker[0].callSoonThreadsafe(worker[0]::stop);
        thread.join();
    }

    @Test
    void shouldGoOnInTheClearWhenNobodyProvidesTls() throws Exception {
        withServer(ECHO, (reader, writer) -> {
            assertThrows(
                    MissingSubsystemException.class,
                    () -> writer.startTls(
                            TlsOptions.builder().serverHostname("").build()));
            send(writer, "in the clear\n");
            assertEquals("in the clear\n", line(reader));
            Transport same = writer.transport();
            assertFalse(same.isClosing());
        });
    }
}
