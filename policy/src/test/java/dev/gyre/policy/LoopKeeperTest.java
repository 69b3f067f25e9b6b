package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.policy.FakeEngine.FakeLoop;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of loops when backends and engines come and go. */
final class LoopKeeperTest {
    private final ProviderRegistry registry = new ProviderRegistry();
    private final FakeEngine engine = new FakeEngine();
    private final GyrePolicy policy = new GyrePolicy(registry, false);
    private final Candidate<EventLoopFactory> core = registry.add(EventLoopFactory.class, engine, null);

    @BeforeEach
    void hurry() {
        System.setProperty(LoopKeeper.GRACE, "0.2");
    }

    @AfterEach
    void clear() {
        System.clearProperty(LoopKeeper.GRACE);
    }

    private Candidate<LoopBackendProvider> backend(String name, int ranking) {
        return registry.add(LoopBackendProvider.class, FakeBackend.of(name, ranking), null);
    }

    private EventLoop loop(String name, String... backends) {
        return policy.newEventLoop(LoopConfig.named(name).withBackends(backends));
    }

    @Test
    void shouldMoveTheLoopsOfABackendThatLeavesToTheNextBest() {
        Candidate<LoopBackendProvider> epoll = backend("epoll", 10);
        backend("nio", 0);
        backend("sim", -1);
        EventLoop loop = loop("one");
        EventLoop other = loop("two", "nio");

        registry.leave(epoll);

        assertEquals("nio", loop.backend());
        assertEquals("nio", other.backend());
        assertEquals(List.of("evacuate one to nio within PT0.2S"), engine.calls);
    }

    @Test
    void shouldParkLoopsAndFetchThemBackWhenABackendComes() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        EventLoop loop = loop("one");

        registry.leave(nio);
        assertEquals("parked", loop.backend());
        backend("sim", -1);
        assertEquals("parked", loop.backend());
        backend("nio", 0);

        assertEquals("nio", loop.backend());
        assertEquals(List.of("evacuate one to nowhere within PT0.2S", "swap one to nio"), engine.calls);
    }

    @Test
    void shouldParkALoopThatNamesBackendsWhenNoneOfThemIsLeft() {
        Candidate<LoopBackendProvider> epoll = backend("epoll", 10);
        backend("nio", 0);
        EventLoop loop = loop("one", "epoll");

        registry.leave(epoll);

        assertEquals("parked", loop.backend());
    }

    @Test
    void shouldNotTouchLoopsWhenThePolicyLeaves() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        loop("one");

        registry.forget(nio);
        registry.forget(core);

        assertEquals(List.of(), engine.calls);
    }

    @Test
    void shouldLeaveClosedLoopsAlone() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        FakeLoop.of(loop("one")).closed = true;

        registry.leave(nio);

        assertEquals(List.of(), engine.calls);
    }

    @Test
    void shouldEndTheLoopsOfAnEngineThatLeaves() {
        backend("nio", 0);
        EventLoop loop = loop("one");

        registry.leave(core);

        assertEquals(List.of("shutdown one"), engine.calls);
        assertEquals("one", loop.name());
    }

    @Test
    void shouldWaitForALoopToADeadlineOnly() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        EventLoop loop = loop("one");
        engine.answersLater = true;
        long began = System.nanoTime();

        registry.leave(nio);

        long took = System.nanoTime() - began;
        assertTrue(took >= Duration.ofMillis(190).toNanos(), "gave up after " + took);
        assertEquals("one", loop.name());
    }

    @Test
    void shouldNotWaitOnTheLoopsOwnThread() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        EventLoop loop = loop("one");
        FakeLoop.of(loop).here = true;
        engine.answersLater = true;
        System.setProperty(LoopKeeper.GRACE, "3600");

        registry.leave(nio);

        assertEquals("parked", loop.backend());
    }

    @Test
    void shouldNotKeepLoopsFromBeingCollected() throws InterruptedException {
        backend("nio", 0);
        WeakReference<EventLoop> loop = new WeakReference<>(loop("one"));

        for (int i = 0; i < 100 && loop.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }

        assertNull(loop.get());
    }

    @Test
    void shouldReadTheGracePeriod() {
        System.setProperty(LoopKeeper.GRACE, "2.5");
        assertEquals(Duration.ofMillis(2500), LoopKeeper.grace());
        System.setProperty(LoopKeeper.GRACE, "soon");
        assertEquals(Duration.ofSeconds(10), LoopKeeper.grace());
        System.clearProperty(LoopKeeper.GRACE);
        assertEquals(Duration.ofSeconds(10), LoopKeeper.grace());
    }
}
