package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.TlsProvider;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that put TLS on their connection, with a provider whose handshake is one byte of each side. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class StreamsTlsTest extends CoroutineTestCase {
    private static final byte HANDSHAKE = 22;
    private static final String AGREED = "STARTTLS\n";

    private Registration provider;

    private static final class Handshakes implements TlsProvider {
        @Override
        public String name() {
            return "one byte";
        }

        @Override
        public StreamProtocol<Transport> wrap(
                EventLoop loop,
                StreamProtocol<? super Transport> protocol,
                TlsOptions options,
                LoopPromise<Transport> ready) {
            return new Handshake(protocol, options, ready);
        }
    }

    /** Stands between until the peer's byte has come, then steps aside. */
    private static final class Handshake implements Protocol<Transport> {
        private final StreamProtocol<? super Transport> above;
        private final TlsOptions options;
        private final LoopPromise<Transport> ready;
        private @Nullable Transport transport;

        Handshake(StreamProtocol<? super Transport> above, TlsOptions options, LoopPromise<Transport> ready) {
            this.above = above;
            this.options = options;
            this.ready = ready;
        }

        @Override
        public void connectionMade(Transport made) throws Exception {
            transport = made;
            made.write(new byte[] {HANDSHAKE});
            ByteBuffer before = options.alreadyReceived();
            if (before.hasRemaining()) {
                dataReceived(before);
            }
        }

        @Override
        @SuppressWarnings("unchecked") // a protocol of streams here
        public void dataReceived(ByteBuffer data) throws Exception {
            if (data.get() != HANDSHAKE) {
                ready.setException(new IOException("no handshake, but something else"));
                return;
            }
            transport.setProtocol(above);
            above.connectionMade(transport);
            ready.setResult(transport);
            if (data.hasRemaining()) {
                ((Protocol<Transport>) above).dataReceived(data);
            }
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            if (!ready.isDone()) {
                ready.setException(new IOException("lost in the handshake", cause));
            }
        }
    }

    @BeforeEach
    void provideTls() {
        provider = loop.subsystems().add(TlsProvider.class, new Handshakes(), 0);
    }

    @AfterEach
    void provideTlsNoMore() {
        provider.close();
    }

    private static Server serve(ClientConnected serving) throws IOException {
        return Streams.startServer(serving, ServerOptions.at("127.0.0.1", 0));
    }

    private static StreamConnection connect(Server server) throws IOException {
        InetSocketAddress address =
                (InetSocketAddress) server.sockets().getFirst().localAddress();
        return Streams.openConnection("127.0.0.1", address.getPort());
    }

    private static String line(StreamReader reader) throws IOException {
        return reader.readLine(StandardCharsets.US_ASCII);
    }

    private static void send(StreamWriter writer, String text) throws IOException {
        writer.write(text, StandardCharsets.US_ASCII);
        writer.drain();
    }

    private static TlsOptions client() {
        return TlsOptions.builder().serverHostname("").build();
    }

    private static void serveUpgraded(StreamReader reader, StreamWriter writer) throws Exception {
        assertEquals(AGREED, line(reader));
        writer.startTls(TlsOptions.builder().context(SSLContext.getDefault()).build());
        send(writer, line(reader));
        writer.close();
    }

    private static void end(Server server) throws Exception {
        server.close();
        Task.await(server.waitClosed());
    }

    @Test
    void shouldGoOnUnderTls() throws Exception {
        run(() -> {
            Server server = serve(StreamsTlsTest::serveUpgraded);
            StreamConnection connection = connect(server);
            send(connection.writer(), AGREED);
            connection.writer().startTls(client());
            send(connection.writer(), "over it\n");
            assertEquals("over it\n", line(connection.reader()));
            assertEquals("", line(connection.reader()));
            connection.close();
            connection.writer().waitClosed();
            end(server);
        });
    }

    @Test
    void shouldGiveTheHandshakeWhatHasComeOfItAlready() throws Exception {
        run(() -> {
            Server server = serve((reader, writer) -> {
                sleepMillis(10);
                serveUpgraded(reader, writer);
            });
            StreamConnection connection = connect(server);
            send(connection.writer(), AGREED);
            connection.writer().write(new byte[] {HANDSHAKE});
            send(connection.writer(), "over it\n");
            assertEquals(HANDSHAKE, connection.reader().readExactly(1)[0]);
            assertEquals("over it\n", line(connection.reader()));
            connection.close();
            end(server);
        });
    }

    @Test
    void shouldTakeNothingThatCameInTheClearForWhatCameUnderTls() throws Exception {
        expectReports(1);
        run(() -> {
            Server server = serve(StreamsTlsTest::serveUpgraded);
            StreamConnection connection = connect(server);
            send(connection.writer(), AGREED + "injected\n");
            end(server);
            connection.close();
            assertEquals(
                    "no handshake, but something else",
                    reported.getFirst().exception().orElseThrow().getMessage());
        });
    }

    @Test
    void shouldBeLostWhenTheHandshakeFails() throws Exception {
        run(() -> {
            Server server = serve((reader, writer) -> {
                writer.write(new byte[] {0});
                reader.readAll();
                writer.close();
            });
            StreamConnection connection = connect(server);
            IOException failure =
                    assertThrows(IOException.class, () -> connection.writer().startTls(client()));
            assertEquals("no handshake, but something else", failure.getMessage());
            assertSame(
                    failure,
                    assertThrows(IOException.class, () -> connection.writer().waitClosed()));
            assertSame(
                    failure,
                    assertThrows(IOException.class, () -> connection.reader().readLine()));
            assertThrows(IOException.class, () -> connection.writer().drain());
            end(server);
        });
    }

    @Test
    void shouldBeClosedWhenTheHandshakeIsCancelled() throws Exception {
        run(() -> {
            Server server = serve((reader, writer) -> {
                reader.readAll();
                writer.close();
            });
            StreamConnection connection = connect(server);
            assertThrows(
                    TimeoutException.class,
                    () -> Coroutines.timeout(
                            Duration.ofMillis(10), () -> connection.writer().startTls(client())));
            connection.writer().waitClosed();
            assertTrue(connection.reader().atEof());
            end(server);
        });
    }

    @Test
    void shouldBeSentMoreThanTheLimitRightBehindTheHandshake() throws Exception {
        run(() -> {
            byte[] half = new byte[100];
            ClientConnected serving = (reader, writer) -> {
                reader.readExactly(1);
                writer.startTls(
                        TlsOptions.builder().context(SSLContext.getDefault()).build());
                seen.add(reader.readExactly(2 * half.length).length);
                writer.close();
            };
            Server server = Streams.startServer(serving, ServerOptions.at("127.0.0.1", 0), 8);
            StreamConnection connection = connect(server);
            connection.writer().write(new byte[] {0});
            sleepMillis(10);
            connection.writer().writeLines(List.of(ByteBuffer.wrap(new byte[] {HANDSHAKE}), ByteBuffer.wrap(half)));
            sleepMillis(10);
            connection.writer().write(half);
            connection.reader().readAll();
            assertEquals(List.of(2 * half.length), seen);
            connection.close();
            end(server);
        });
    }
}
