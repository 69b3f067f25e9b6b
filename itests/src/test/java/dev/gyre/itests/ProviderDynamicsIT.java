package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import dev.gyre.loop.transport.WriteTransport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;

/** Every provider's bundle goes through every change there is, while clients are served and check every byte. */
final class ProviderDynamicsIT {
    private static final int CLIENTS = 4;

    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        EchoStage.awaitNoThread();
    }

    static Stream<Arguments> providers() {
        return Stream.of("felix", "equinox").flatMap(framework -> Stream.of(
                        EchoStage.NIO, EchoStage.TRANSPORTS, EchoStage.DATAGRAMS, EchoStage.PIPES, EchoStage.POLICY)
                .map(bundle -> Arguments.of(framework, bundle)));
    }

    static Stream<String> frameworks() {
        return Stream.of("felix", "equinox");
    }

    private static Bundle reinstall(EchoStage stage, Bundle bundle) throws Exception {
        String location = bundle.getLocation();
        bundle.uninstall();
        Bundle again = stage.context().installBundle(location);
        again.start();
        return again;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("providers")
    void shouldServeThroughEveryChangeOfAProvider(String framework, String provider) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "5")) {
            EventLoop loop = stage.loop();
            Bundle bundle = stage.bundle(provider);
            try (EchoClients load = EchoClients.on(stage.address(), CLIENTS)) {
                for (int round = 0; round < 2; round++) {
                    bundle.stop();
                    bundle.start();
                    load.awaitProgress();

                    bundle.update();
                    load.awaitProgress();

                    ClassLoader before = EchoStage.classes(bundle);
                    bundle.update();
                    stage.refresh(bundle);
                    load.awaitProgress();
                    assertNotSame(before, EchoStage.classes(bundle));

                    bundle = reinstall(stage, bundle);
                    load.awaitProgress();
                }
            }
            EchoStage.await("the backend", () -> loop.backend().equals("nio"));
            assertSame(loop, stage.loop(), "the loop that served is still the one");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frameworks")
    void shouldEndItsLoopsInOrderAndServeAnewWhenTheEngineIsReplaced(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "5")) {
            for (Change change : Change.values()) {
                EventLoop loop = stage.loop();
                String address = stage.address();
                Bundle core = stage.bundle(EchoStage.CORE);
                try (EchoClients load = EchoClients.untilRefused(address, CLIENTS)) {
                    change.make(stage, core);
                    load.awaitEnd();
                }
                EchoStage.await("the end of the old loop", loop::isClosed);
                stage.awaitOtherLoop(loop);
                try (EchoClients load = EchoClients.on(stage.address(), CLIENTS)) {
                    load.awaitProgress();
                }
                assertNotSame(loop, stage.loop());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frameworks")
    void shouldKeepAnEndpointWhoseProviderHasGone(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "5");
                DatagramSocket client = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            EventLoop loop = stage.loop();
            Bundle bundle = stage.bundle(EchoStage.DATAGRAMS);
            CompletableFuture<DatagramTransport> opened = open(loop);
            DatagramTransport endpoint = opened.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            SocketAddress address = endpoint.getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow();
            client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            echo(client, address);
            bundle.update();
            stage.refresh(bundle);
            echo(client, address);
            bundle.uninstall();
            stage.refresh(bundle);
            echo(client, address);
            CompletableFuture<DatagramTransport> refused = open(loop);
            ExecutionException missing =
                    assertThrows(ExecutionException.class, () -> refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(missing.getCause() instanceof MissingSubsystemException, missing::toString);
            loop.callSoonThreadsafe(endpoint::close);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frameworks")
    void shouldKeepAPipeWhoseProviderHasGone(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "5")) {
            EventLoop loop = stage.loop();
            Pipe there = Pipe.open();
            Pipe back = Pipe.open();
            CompletableFuture<WriteTransport> writing = new CompletableFuture<>();
            onLoop(loop, writing, () -> loop.connectWritePipe(Nobody::new, PipeEnd.of(back.sink())));
            WriteTransport writer = writing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            CompletableFuture<ReadTransport> reading = new CompletableFuture<>();
            onLoop(loop, reading, () -> loop.connectReadPipe(() -> new Returning(writer), PipeEnd.of(there.source())));
            reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Bundle bundle = stage.bundle(EchoStage.PIPES);
            echo(there, back);
            bundle.update();
            stage.refresh(bundle);
            echo(there, back);
            bundle.uninstall();
            stage.refresh(bundle);
            echo(there, back);
            CompletableFuture<ReadTransport> refused = new CompletableFuture<>();
            onLoop(loop, refused, () -> loop.connectReadPipe(() -> new Returning(writer), PipeEnd.descriptor(9_999)));
            ExecutionException missing =
                    assertThrows(ExecutionException.class, () -> refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(missing.getCause() instanceof MissingSubsystemException, missing::toString);
            there.sink().close();
            assertEquals(-1, back.source().read(ByteBuffer.allocate(1)), "its end ends the writer");
            back.source().close();
        }
    }

    /** Something that connects on the loop's thread. */
    private interface Connecting<T extends BaseTransport> {
        LoopFuture<? extends Connection<T, ?>> connect();
    }

    private static <T extends BaseTransport> void onLoop(
            EventLoop loop, CompletableFuture<T> opened, Connecting<T> connecting) {
        loop.callSoonThreadsafe(() -> {
            try {
                connecting.connect().whenComplete((made, failure) -> {
                    if (made != null) {
                        opened.complete(made.transport());
                    } else {
                        opened.completeExceptionally(failure);
                    }
                });
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
    }

    private static void echo(Pipe there, Pipe back) throws IOException {
        there.sink().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        ByteBuffer answer = ByteBuffer.allocate(3);
        while (answer.hasRemaining()) {
            assertTrue(back.source().read(answer) > 0, "the end");
        }
    }

    /** Is told nothing that matters. */
    private static final class Nobody implements BaseProtocol<WriteTransport> {}

    /** Writes to another pipe what it reads, and ends that with its own. */
    private record Returning(WriteTransport to) implements Protocol<ReadTransport> {
        @Override
        public void dataReceived(ByteBuffer data) {
            to.write(data);
        }

        @Override
        public void connectionLost(Throwable cause) {
            to.close();
        }
    }

    private static CompletableFuture<DatagramTransport> open(EventLoop loop) {
        CompletableFuture<DatagramTransport> opened = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            try {
                loop.createDatagramEndpoint(
                                DatagramEcho::new, DatagramOptions.at(new InetSocketAddress("127.0.0.1", 0)))
                        .whenComplete((made, failure) -> {
                            if (made != null) {
                                opened.complete(made.transport());
                            } else {
                                opened.completeExceptionally(failure);
                            }
                        });
            } catch (RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        return opened;
    }

    private static void echo(DatagramSocket client, SocketAddress address) throws IOException {
        client.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, address));
        DatagramPacket answer = new DatagramPacket(new byte[10], 10);
        client.receive(answer);
        assertEquals(3, answer.getLength());
    }

    /** Sends each datagram back. */
    private static final class DatagramEcho implements DatagramProtocol {
        private DatagramTransport transport;

        @Override
        public void connectionMade(DatagramTransport made) {
            transport = made;
        }

        @Override
        public void datagramReceived(ByteBuffer data, SocketAddress from) {
            transport.sendto(data, from);
        }
    }

    /** What can happen to the engine. */
    private enum Change {
        STOP {
            @Override
            void make(EchoStage stage, Bundle bundle) throws Exception {
                bundle.stop();
                bundle.start();
            }
        },
        UPDATE {
            @Override
            void make(EchoStage stage, Bundle bundle) throws Exception {
                bundle.update();
            }
        },
        REFRESH {
            @Override
            void make(EchoStage stage, Bundle bundle) throws Exception {
                bundle.update();
                stage.refresh(bundle);
            }
        },
        REINSTALL {
            @Override
            void make(EchoStage stage, Bundle bundle) throws Exception {
                reinstall(stage, bundle);
            }
        };

        abstract void make(EchoStage stage, Bundle bundle) throws Exception;
    }
}
