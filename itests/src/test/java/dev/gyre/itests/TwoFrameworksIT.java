package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two frameworks in one JVM over one API, each with its own engine, backend, transports and policy. */
final class TwoFrameworksIT {
    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        EchoStage.awaitNoThread();
    }

    private EchoStage start(String framework, String folder) throws Exception {
        return EchoStage.start(framework, Files.createDirectory(storage.resolve(folder)), "5");
    }

    private static void assertOwn(EchoStage stage, EventLoop loop) {
        assertSame(
                EchoStage.classes(stage.bundle(EchoStage.CORE)), loop.getClass().getClassLoader());
    }

    @ParameterizedTest(name = "{0} below {1}")
    @CsvSource({"felix,felix", "felix,equinox", "equinox,felix"})
    void shouldGiveTheOthersPolicyBackAndLeaveItsLoopsAloneWhenTheUpperStops(String below, String above)
            throws Exception {
        EventLoopPolicy usual = EventLoops.getEventLoopPolicy();
        try (EchoStage lower = start(below, "lower")) {
            EventLoopPolicy first = EventLoops.getEventLoopPolicy();
            assertSame(lower.policy(), first);
            EventLoop loop = lower.loop();
            assertOwn(lower, loop);
            try (EchoClients load = EchoClients.on(lower.address(), 3)) {
                EventLoop other;
                try (EchoStage upper = start(above, "upper")) {
                    assertSame(upper.policy(), EventLoops.getEventLoopPolicy());
                    assertNotSame(first, EventLoops.getEventLoopPolicy());
                    other = upper.loop();
                    assertOwn(upper, other);
                    try (EchoClients both = EchoClients.on(upper.address(), 3)) {
                        both.awaitProgress();
                        load.awaitProgress();
                    }
                }
                assertTrue(other.isClosed());
                assertSame(first, EventLoops.getEventLoopPolicy());
                assertFalse(loop.isClosed());
                assertEquals("nio", loop.backend());
                load.awaitProgress();
            }
            assertSame(loop, lower.loop());
        }
        assertSame(usual, EventLoops.getEventLoopPolicy());
    }

    @ParameterizedTest(name = "{0} below {1}")
    @CsvSource({"felix,felix", "felix,equinox"})
    void shouldServeInTheUpperWhenTheLowerStops(String below, String above) throws Exception {
        EventLoopPolicy usual = EventLoops.getEventLoopPolicy();
        EchoStage lower = start(below, "lower");
        EventLoop ending = lower.loop();
        try (EchoStage upper = start(above, "upper")) {
            try (EchoClients load = EchoClients.on(upper.address(), 3)) {
                lower.close();
                assertTrue(ending.isClosed());
                load.awaitProgress();
                upper.bundle(EchoStage.NIO).update();
                load.awaitProgress();
            }
            assertSame(upper.policy(), EventLoops.getEventLoopPolicy());
        }
        assertSame(usual, EventLoops.getEventLoopPolicy());
    }

    @ParameterizedTest(name = "{0} below {1}")
    @CsvSource({"felix,felix", "felix,equinox"})
    void shouldNotNoticeWhatTheOthersBundlesDo(String below, String above) throws Exception {
        try (EchoStage lower = start(below, "lower");
                EchoStage upper = start(above, "upper");
                EchoClients load = EchoClients.on(upper.address(), 3)) {
            EventLoop loop = upper.loop();
            lower.bundle(EchoStage.NIO).stop();
            assertEquals("parked", lower.loop().backend());
            assertEquals("nio", loop.backend());
            lower.bundle(EchoStage.POLICY).update();
            lower.bundle(EchoStage.TRANSPORTS).update();
            load.awaitProgress();
            lower.bundle(EchoStage.NIO).start();
            try (EchoClients both = EchoClients.on(lower.address(), 3)) {
                both.awaitProgress();
                load.awaitProgress();
            }
        }
    }
}
