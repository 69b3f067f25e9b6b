package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What JMX shows of loops. */
final class BeansTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private static EventLoop open(String name) throws IOException {
        return new EngineFactory().open(Backend.NIO.provider(), LoopConfig.named(name));
    }

    private static ObjectName name(String loop) throws JMException {
        return new ObjectName("dev.gyre:type=EventLoop,name=" + ObjectName.quote(loop));
    }

    @Test
    void shouldShowALoopUntilItIsClosed() throws Exception {
        ObjectName name = name("shown, by \"name\"");
        try (EventLoop loop = open("shown, by \"name\"")) {
            assertEquals("nio", SERVER.getAttribute(name, "Backend"));
            assertEquals(false, SERVER.getAttribute(name, "Running"));
            loop.callLater(1, TimeUnit.MILLISECONDS, loop::stop);
            loop.callSoon(() -> assertEquals(true, SERVER.getAttribute(name, "Running")));
            loop.runForever();
            assertEquals(2L, SERVER.getAttribute(name, "Callbacks"));
            assertTrue((long) SERVER.getAttribute(name, "Iterations") >= 1);
            assertTrue((double) SERVER.getAttribute(name, "LagMostMicros") > 0);
            assertTrue((double) SERVER.getAttribute(name, "Lag99Micros")
                    <= (double) SERVER.getAttribute(name, "LagMostMicros"));
            loop.swapBackend(Backend.NIO.provider());
            loop.callSoon(loop::stop);
            loop.runForever();
            assertEquals(1L, SERVER.getAttribute(name, "Swaps"));
            for (String attribute : new String[] {"ReadyQueue", "Timers", "Handles", "Tasks"}) {
                assertEquals(0L, SERVER.getAttribute(name, attribute), attribute);
            }
            assertThrows(AttributeNotFoundException.class, () -> SERVER.getAttribute(name, "Colour"));
            assertThrows(
                    AttributeNotFoundException.class, () -> SERVER.setAttribute(name, new Attribute("Name", "other")));
        }
        assertFalse(SERVER.isRegistered(name));
    }

    @Test
    void shouldTellLoopsOfOneNameApart() throws Exception {
        Set<ObjectName> both;
        try (EventLoop one = open("twin");
                EventLoop other = open("twin")) {
            assertEquals(one.name(), other.name());
            both = SERVER.queryNames(new ObjectName(name("twin") + ",*"), null);
            assertEquals(2, both.size(), both::toString);
        }
        assertTrue(both.stream().noneMatch(SERVER::isRegistered));
    }

    @Test
    void shouldForgetALoopThatWasDropped() throws Exception {
        open("dropped").callSoon(() -> {});
        while (SERVER.isRegistered(name("dropped"))) {
            System.gc();
        }
    }
}
