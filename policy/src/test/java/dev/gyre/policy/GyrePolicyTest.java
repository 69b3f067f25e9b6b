package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which backend a loop gets, and what is said when it gets none. */
final class GyrePolicyTest {
    private final ProviderRegistry registry = new ProviderRegistry();
    private final FakeEngine engine = new FakeEngine();
    private final GyrePolicy policy = new GyrePolicy(registry, false);

    private void install(FakeBackend... backends) {
        registry.add(EventLoopFactory.class, engine, null);
        for (FakeBackend backend : backends) {
            registry.add(LoopBackendProvider.class, backend, null);
        }
    }

    private String chosen(String... names) {
        return policy.newEventLoop(LoopConfig.named("test").withBackends(names)).backend();
    }

    private String refusal(String... names) {
        return assertThrows(IllegalStateException.class, () -> chosen(names)).getMessage();
    }

    @AfterEach
    void clear() {
        System.clearProperty(Preference.PROPERTY);
        policy.setEventLoop(null);
    }

    @Test
    void shouldTakeTheBestRankingThatIsAvailable() {
        install(
                FakeBackend.of("nio", 0),
                FakeBackend.missing("uring", 20, "the kernel is too old"),
                FakeBackend.of("epoll", 10));

        assertEquals("epoll", chosen());
        assertEquals(
                List.of(
                        "uring/false/the kernel is too old",
                        "epoll/true/best ranking of those available",
                        "nio/false/available, but epoll comes first"),
                policy.ladder(LoopConfig.named("test")).rungs().stream()
                        .map(rung -> rung.name() + "/" + rung.chosen() + "/" + rung.reason())
                        .toList());
    }

    @Test
    void shouldTakeTheFirstAvailableOfThoseNamed() {
        install(FakeBackend.of("a", 3), FakeBackend.of("b", 2), FakeBackend.missing("c", 1, "no"));

        assertEquals("b", chosen("c", "b", "a"));
        assertEquals("a", chosen("unheard-of", "a"));
    }

    @Test
    void shouldObeyThePropertyUnlessTheConfigurationNamesBackends() {
        install(FakeBackend.of("a", 3), FakeBackend.of("b", 2));
        System.setProperty(Preference.PROPERTY, "b");

        assertEquals("b", chosen());
        assertEquals("a", chosen("a"));
    }

    @Test
    void shouldNotTakeANegativeRankingUnlessNamed() {
        install(FakeBackend.of("sim", -1));

        assertTrue(refusal().contains("only by name"), refusal());
        assertEquals("sim", chosen("sim"));
    }

    @Test
    void shouldListWhatThereIsWhenANameIsUnknown() {
        install(FakeBackend.of("nio", 0), FakeBackend.missing("epoll", 10, "not Linux"));

        String message = refusal("niu");

        assertTrue(message.contains("asked for: niu (by the loop's configuration)"), message);
        assertTrue(message.contains("niu (ranking 0): no installed backend has this name"), message);
        assertTrue(message.contains("nio (ranking 0): available, but not named"), message);
        assertTrue(message.contains("epoll (ranking 10): not Linux"), message);
    }

    @Test
    void shouldSayWhatToAddWhenThereIsNoBackendOrNoEngine() {
        assertTrue(refusal().contains("dev.gyre.loop.core"), refusal());
        install();
        assertTrue(refusal().contains("dev.gyre.loop.nio"), refusal());
    }

    @Test
    void shouldTryTheNextRungWhenOneCannotBeOpened() {
        install(FakeBackend.of("a", 3), FakeBackend.of("b", 2), FakeBackend.of("c", 1));
        engine.refusals.put("a", new IOException("no more descriptors"));
        engine.refusals.put("b", new IllegalStateException("a bug"));

        assertEquals("c", chosen());

        BackendLadder ladder = policy.ladder(LoopConfig.named("test"));
        assertTrue(ladder.toString().contains("could not be opened: no more descriptors"), ladder.toString());
        assertTrue(ladder.toString().contains("a bug"), ladder.toString());
        engine.refusals.clear();
        assertEquals("a", chosen());
        assertTrue(policy.ladder(LoopConfig.named("test")).toString().contains("* a (ranking 3): best ranking"));
    }

    @Test
    void shouldKeepToTheNamedOnesWhenTheyCannotBeOpened() {
        install(FakeBackend.of("a", 3), FakeBackend.of("b", 2));
        engine.refusals.put("a", new IOException("no more descriptors"));

        IllegalStateException e = assertThrows(IllegalStateException.class, () -> chosen("a"));

        assertTrue(e.getMessage().contains("no more descriptors"), e.getMessage());
        assertSame(engine.refusals.get("a"), e.getSuppressed()[0]);
    }

    @Test
    void shouldSurviveABrokenProviderAndShowIt() {
        install(FakeBackend.of("nio", 0));
        registry.add(LoopBackendProvider.class, new Broken(true), null);
        registry.add(LoopBackendProvider.class, new Broken(false), null);

        assertEquals("nio", chosen());
        String ladder = policy.ladder(LoopConfig.named("test")).toString();
        assertTrue(
                ladder.contains("asked for its name and ranking it threw java.lang.NoClassDefFoundError: x"), ladder);
        assertTrue(ladder.contains("asked for its availability it threw java.lang.IllegalStateException: y"), ladder);
    }

    @Test
    void shouldNotLeaveALoopWithABackendThatLeftWhileItWasOpened() {
        Candidate<LoopBackendProvider> leaving =
                registry.add(LoopBackendProvider.class, FakeBackend.of("leaving", 9), null);
        install(FakeBackend.of("staying", 1));
        engine.whenOpened = () -> registry.leave(leaving);

        assertEquals("staying", chosen());
        assertEquals(List.of("close test"), engine.calls);
    }

    @Test
    void shouldNotLeaveALoopWithAnEngineThatLeftWhileItWasOpened() {
        FakeEngine old = new FakeEngine();
        Candidate<EventLoopFactory> leaving = registry.add(EventLoopFactory.class, old, 1);
        old.whenOpened = () -> registry.leave(leaving);
        install(FakeBackend.of("nio", 0));

        chosen();

        assertEquals(List.of("close test"), old.calls);
        assertTrue(old.loops().isEmpty());
        assertEquals(1, engine.loops().size());
    }

    @Test
    void shouldKeepALoopForEachThread() throws InterruptedException {
        install(FakeBackend.of("nio", 0));
        assertThrows(IllegalStateException.class, policy::getEventLoop);
        EventLoop loop = policy.newEventLoop(LoopConfig.named("test"));
        policy.setEventLoop(loop);

        assertSame(loop, policy.getEventLoop());
        Thread other = Thread.ofPlatform().start(() -> assertThrows(IllegalStateException.class, policy::getEventLoop));
        other.join();
        policy.setEventLoop(null);
        assertThrows(IllegalStateException.class, policy::getEventLoop);
    }

    /** Throws where providers must not. */
    private record Broken(boolean nameless) implements LoopBackendProvider {
        @Override
        public String name() {
            if (nameless) {
                throw new NoClassDefFoundError("x");
            }
            return "broken";
        }

        @Override
        public Availability availability() {
            throw new IllegalStateException("y");
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) {
            throw new UnsupportedOperationException();
        }
    }
}
