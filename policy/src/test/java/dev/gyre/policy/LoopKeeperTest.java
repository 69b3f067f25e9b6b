package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.OpenLoop;
import dev.gyre.policy.FakeEngine.FakeLoop;
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
        System.setProperty(PolicySettings.GRACE, "0.2");
    }

    @AfterEach
    void clear() {
        System.clearProperty(PolicySettings.GRACE);
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
    void shouldGoOnFromABackendThatLeftWhileALoopWentThere() {
        Candidate<LoopBackendProvider> epoll = backend("epoll", 10);
        backend("nio", 0);
        EventLoop loop = loop("one");
        registry.configure(new PolicySettings(List.of("nio"), null));
        engine.duringASwap = () -> registry.leave(epoll);

        registry.configure(PolicySettings.UNSET);

        assertEquals("nio", loop.backend());
    }

    @Test
    void shouldTellTheOtherLoopsOfADepartureWhenOneHasEnded() {
        Candidate<LoopBackendProvider> nio = backend("nio", 0);
        EventLoop loop = loop("one");
        EventLoop other = loop("two");
        engine.ends = true;

        registry.leave(nio);

        assertEquals("parked", loop.backend());
        assertEquals("parked", other.backend());
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
        System.setProperty(PolicySettings.GRACE, "3600");

        registry.leave(nio);

        assertEquals("parked", loop.backend());
    }

    @Test
    void shouldLookAfterLoopsThatAnEarlierPolicyHadMade() throws Exception {
        EventLoop loop = engine.open(FakeBackend.of("nio", 0), LoopConfig.named("older"));
        Candidate<LoopBackendProvider> nio = backend("nio", 0);

        registry.leave(nio);
        assertEquals("parked", loop.backend());
        backend("nio", 0);

        assertEquals("nio", loop.backend());
    }

    @Test
    void shouldFetchLoopsBackThatWereParkedBeforeThePolicyCame() throws Exception {
        EventLoop loop = engine.open(FakeBackend.of("parked", 0), LoopConfig.named("older"));

        backend("nio", 0);

        assertEquals("nio", loop.backend());
    }

    @Test
    void shouldFetchParkedLoopsBackWhenTheirEngineIsTheLastToCome() throws Exception {
        FakeEngine late = new FakeEngine();
        EventLoop loop = late.open(FakeBackend.of("parked", 0), LoopConfig.named("older"));
        backend("nio", 0);

        registry.add(EventLoopFactory.class, late, null);

        assertEquals("nio", loop.backend());
    }

    @Test
    void shouldHaveRunningLoopsFollowTheConfiguration() {
        backend("epoll", 10);
        backend("nio", 0);
        EventLoop loop = loop("one");
        EventLoop own = loop("two", "epoll");

        registry.configure(new PolicySettings(List.of("nio"), null));
        assertEquals("nio", loop.backend());
        assertEquals("epoll", own.backend());
        registry.configure(new PolicySettings(List.of("nio"), Duration.ZERO));
        registry.configure(new PolicySettings(List.of("uring"), null));
        assertEquals("nio", loop.backend());
        registry.configure(PolicySettings.UNSET);

        assertEquals("epoll", loop.backend());
        assertEquals(List.of("swap one to nio", "swap one to epoll"), engine.calls);
    }

    @Test
    void shouldFollowAChangeOfRanking() {
        Candidate<LoopBackendProvider> epoll = backend("epoll", 10);
        backend("nio", 0);

        registry.rank(epoll, -5);

        assertEquals("nio", loop("one").backend());
        registry.rank(epoll, null);
        assertEquals("epoll", loop("two").backend());
        assertEquals(List.of(), engine.calls);
    }

    @Test
    void shouldLeaveTheLoopsAloneWhileAnotherInstanceOfTheirEngineStays() {
        backend("nio", 0);
        EventLoop loop = loop("one");
        FakeEngine same = new FakeEngine() {
            @Override
            public List<OpenLoop> loops() {
                return engine.loops();
            }
        };
        registry.add(EventLoopFactory.class, same, null);

        registry.leave(core);

        assertEquals(List.of(), engine.calls);
        assertEquals("one", loop.name());
    }

    @Test
    void shouldTakeNamesOfBackendsAndNothingElse() {
        assertEquals(List.of("epoll", "nio"), PolicySettings.names(" epoll, nio "));
        assertEquals(List.of(), PolicySettings.names("  "));
        assertNull(PolicySettings.names("epoll,,nio"));
        assertNull(PolicySettings.names("epoll,"));
        assertNull(PolicySettings.names("epoll nio"));
    }

    @Test
    void shouldReadTheGracePeriod() {
        System.setProperty(PolicySettings.GRACE, "2.5");
        assertEquals(Duration.ofMillis(2500), PolicySettings.UNSET.grace());
        System.setProperty(PolicySettings.GRACE, "soon");
        assertEquals(Duration.ofSeconds(10), PolicySettings.UNSET.grace());
        assertEquals(Duration.ofSeconds(3), new PolicySettings(List.of(), Duration.ofSeconds(3)).grace());
        System.clearProperty(PolicySettings.GRACE);
        assertEquals(Duration.ofSeconds(10), PolicySettings.UNSET.grace());
    }
}
