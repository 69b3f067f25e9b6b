package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.ReadTransport;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** What was replaced is let go of: no thread, loop or registry keeps the classes of a bundle that was refreshed. (The
 * JDK's method handles keep some softly; the build runs these tests such that soft references go at each collection.) */
final class ClassLoadersIT {
    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        EchoStage.awaitNoThread();
    }

    static Stream<Arguments> bundles() {
        return Stream.of("felix", "equinox")
                .flatMap(framework -> Stream.of(EchoStage.NIO, EchoStage.POLICY, EchoStage.CONTAINER, EchoStage.PLUGIN)
                        .map(bundle -> Arguments.of(framework, bundle)));
    }

    private static WeakReference<ClassLoader> classes(EchoStage stage, String bundle) {
        return new WeakReference<>(EchoStage.classes(stage.bundle(bundle)));
    }

    private static void awaitCollected(String what, WeakReference<?> reference) throws InterruptedException {
        EchoStage.await("the old class loader of " + what, () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    private static void echo(EchoStage stage) throws Exception {
        try (EchoClient client = EchoClient.to(stage.address())) {
            client.echo(10_000);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("bundles")
    void shouldLetGoOfABundleThatWasRefreshed(String framework, String name) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            echo(stage);
            WeakReference<ClassLoader> old = classes(stage, name);
            Bundle bundle = stage.bundle(name);
            bundle.update();
            stage.refresh(bundle);
            echo(stage);
            assertNotSame(old.get(), EchoStage.classes(bundle));
            awaitCollected(name, old);
            echo(stage);
        }
    }

    /** Servers outlive the transports that made them, so these go when the last of their servers has. */
    @ParameterizedTest(name = "{0}, listening sockets handed over: {1}")
    @CsvSource({"felix, true", "felix, false", "equinox, true", "equinox, false"})
    void shouldLetGoOfTheTransportsWhenTheirServersHaveEnded(String framework, boolean handedOver) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            echo(stage);
            WeakReference<ClassLoader> old = classes(stage, EchoStage.TRANSPORTS);
            Bundle transports = stage.bundle(EchoStage.TRANSPORTS);
            transports.update();
            stage.refresh(transports);
            Bundle plugin = stage.bundle(EchoStage.PLUGIN);
            if (handedOver) {
                plugin.update();
            } else {
                String location = plugin.getLocation();
                plugin.uninstall();
                stage.context().installBundle(location).start();
            }
            echo(stage);
            awaitCollected(EchoStage.TRANSPORTS, old);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldLetGoOfTheDatagramTransportsWhenTheirEndpointsHaveEnded(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            WeakReference<ClassLoader> old = classes(stage, EchoStage.DATAGRAMS);
            openAndCloseEndpoint(stage.loop());
            Bundle datagrams = stage.bundle(EchoStage.DATAGRAMS);
            datagrams.update();
            stage.refresh(datagrams);
            openAndCloseEndpoint(stage.loop());
            awaitCollected(EchoStage.DATAGRAMS, old);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldLetGoOfThePipeTransportsWhenTheirPipesHaveEnded(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            WeakReference<ClassLoader> old = classes(stage, EchoStage.PIPES);
            readAPipeToItsEnd(stage.loop());
            Bundle pipes = stage.bundle(EchoStage.PIPES);
            pipes.update();
            stage.refresh(pipes);
            readAPipeToItsEnd(stage.loop());
            awaitCollected(EchoStage.PIPES, old);
        }
    }

    /** Once over a channel, and once with a thread. */
    private static void readAPipeToItsEnd(EventLoop loop) throws Exception {
        CountDownLatch lost = new CountDownLatch(2);
        Pipe pipe = Pipe.open();
        pipe.sink().close();
        for (PipeEnd end : List.of(PipeEnd.of(pipe.source()), PipeEnd.of(InputStream.nullInputStream()))) {
            loop.callSoonThreadsafe(() -> loop.connectReadPipe(() -> new Ending(lost), end));
        }
        assertTrue(lost.await(30, TimeUnit.SECONDS));
    }

    private record Ending(CountDownLatch lost) implements Protocol<ReadTransport> {
        @Override
        public void dataReceived(ByteBuffer data) {
            // There is none.
        }

        @Override
        public void connectionLost(Throwable cause) {
            lost.countDown();
        }
    }

    private static void openAndCloseEndpoint(EventLoop loop) throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        DatagramProtocol protocol = new DatagramProtocol() {
            @Override
            public void connectionMade(DatagramTransport made) {
                made.close();
            }

            @Override
            public void connectionLost(Throwable cause) {
                lost.countDown();
            }
        };
        loop.callSoonThreadsafe(() ->
                loop.createDatagramEndpoint(() -> protocol, DatagramOptions.at(new InetSocketAddress("127.0.0.1", 0))));
        assertTrue(lost.await(20, TimeUnit.SECONDS), "no endpoint");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldLetGoOfTheEngineWhenItsLoopsHaveEnded(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            echo(stage);
            WeakReference<EventLoop> loop = new WeakReference<>(stage.loop());
            WeakReference<ClassLoader> old = classes(stage, EchoStage.CORE);
            Bundle core = stage.bundle(EchoStage.CORE);
            core.update();
            stage.refresh(core);
            echo(stage);
            awaitCollected("a loop that ended", loop);
            awaitCollected(EchoStage.CORE, old);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldLetGoOfAWholeFrameworkThatStopped(String framework) throws Exception {
        for (WeakReference<ClassLoader> each : serveAndStop(framework)) {
            awaitCollected("a bundle of a framework that stopped", each);
        }
    }

    private List<WeakReference<ClassLoader>> serveAndStop(String framework) throws Exception {
        try (EchoStage stage = EchoStage.start(framework, storage, "0")) {
            echo(stage);
            return Stream.of(
                            EchoStage.CORE,
                            EchoStage.NIO,
                            EchoStage.TRANSPORTS,
                            EchoStage.POLICY,
                            EchoStage.CONTAINER,
                            EchoStage.PLUGIN)
                    .map(bundle -> classes(stage, bundle))
                    .toList();
        }
    }
}
