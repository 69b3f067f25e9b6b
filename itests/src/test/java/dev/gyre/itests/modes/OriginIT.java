package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Every part really comes from where the mode says. */
final class OriginIT extends ModeTestCase {
    private static void assertOrigin(String name, Class<?> type) {
        Mode mode = Mode.current();
        assertEquals(mode == Mode.MODULE_PATH, type.getModule().isNamed(), type + " is in " + type.getModule());
        if (mode == Mode.MODULE_PATH) {
            assertEquals(name, type.getModule().getName());
        }
        Bundle bundle = FrameworkUtil.getBundle(type);
        if (mode.inFramework()) {
            assertNotNull(bundle, type + " comes from no bundle");
            assertEquals(name, bundle.getSymbolicName());
        } else {
            assertNull(bundle);
        }
    }

    @Test
    void shouldTakeTheEngineFromThere() {
        assertOrigin("dev.gyre.loop.core", rig.loop().getClass());
    }

    @Test
    void shouldTakeTheBackendFromThere() {
        assertEquals(backend, rig.loop().backend());
        assertOrigin("dev.gyre.loop." + backend, Stage.backend(backend).getClass());
    }

    @Test
    void shouldTakeTheTransportsFromThere() {
        assertOrigin(
                "dev.gyre.transports.tcp",
                rig.loop()
                        .subsystems()
                        .require(StreamTransportProvider.class, "this test")
                        .getClass());
        assertOrigin(
                "dev.gyre.transports.udp",
                rig.loop()
                        .subsystems()
                        .require(DatagramTransportProvider.class, "this test")
                        .getClass());
        assertOrigin(
                "dev.gyre.transports.pipe",
                rig.loop()
                        .subsystems()
                        .require(PipeTransportProvider.class, "this test")
                        .getClass());
    }

    @Test
    void shouldTakeThePolicyFromThere() {
        assertOrigin("dev.gyre.policy", EventLoops.getEventLoopPolicy().getClass());
    }

    @Test
    void shouldTakeTheApiFromTheModulePathOrTheClassPath() {
        assertEquals(
                Mode.current() == Mode.MODULE_PATH, EventLoop.class.getModule().isNamed());
        assertFalse(getClass().getModule().isNamed(), "the tests themselves are on the class path");
        assertTrue(EventLoop.class.getClassLoader() == ClassLoader.getSystemClassLoader());
    }
}
