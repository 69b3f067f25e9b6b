package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gyre.loop.EventLoop;
import java.nio.file.Path;
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

    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        EchoStage.awaitNoThread();
    }

    static Stream<Arguments> providers() {
        return Stream.of("felix", "equinox")
                .flatMap(framework -> Stream.of(EchoStage.NIO, EchoStage.TRANSPORTS, EchoStage.POLICY)
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
