package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Subsystem providers reach the engines, before and after those come, and leave them again. */
final class ProviderRegistryTest {
    private final ProviderRegistry registry = new ProviderRegistry();

    @Test
    void shouldFeedEnginesThatAreThereAndThatCome() {
        FakeEngine early = new FakeEngine();
        FakeEngine late = new FakeEngine();
        registry.add(EventLoopFactory.class, early, null);
        Candidate<ResolverProvider> dns = registry.add(ResolverProvider.class, new FakeResolver("dns"), null);
        registry.add(ResolverProvider.class, new FakeResolver("hosts"), 7);
        Candidate<EventLoopFactory> engine = registry.add(EventLoopFactory.class, late, null);

        assertEquals(Set.of("ResolverProvider dns 0", "ResolverProvider hosts 7"), Set.copyOf(early.subsystems.fed));
        assertEquals(Set.copyOf(early.subsystems.fed), Set.copyOf(late.subsystems.fed));

        registry.leave(dns);
        assertEquals(List.of("ResolverProvider hosts 7"), early.subsystems.fed);
        assertEquals(List.of("ResolverProvider hosts 7"), late.subsystems.fed);

        registry.leave(engine);
        assertEquals(List.of(), late.subsystems.fed);
        assertEquals(List.of("ResolverProvider hosts 7"), early.subsystems.fed);
    }

    @Test
    void shouldRankByRegistrationBeforeTheProvidersOwn() {
        registry.add(LoopBackendProvider.class, FakeBackend.of("a", 1), null);
        registry.add(LoopBackendProvider.class, FakeBackend.of("b", 0), 5);
        registry.add(LoopBackendProvider.class, FakeBackend.of("c", 1), null);

        assertEquals(
                List.of("b", "a", "c"),
                registry.all(LoopBackendProvider.class).stream()
                        .map(Candidate::name)
                        .toList());
    }

    @Test
    void shouldTakeProvidersRegisteredByHandUntilTheyAreTakenBack() {
        FakeEngine engine = new FakeEngine();
        GyrePolicy policy = new GyrePolicy();
        Registration core = Providers.register(EventLoopFactory.class, engine, 0);
        Registration backend = Providers.register(LoopBackendProvider.class, FakeBackend.of("nio", 0), 0);

        EventLoop loop = policy.newEventLoop(LoopConfig.named("test"));
        assertEquals("nio", loop.backend());
        backend.close();
        backend.close();
        assertEquals("parked", loop.backend());
        core.close();
        assertThrows(IllegalStateException.class, () -> policy.newEventLoop(LoopConfig.named("test")));
    }

    @Test
    void shouldRefuseAServiceNobodyLooksFor() {
        Provider provider = () -> "x";

        assertThrows(IllegalArgumentException.class, () -> Providers.register(Provider.class, provider, 0));
    }

    private record FakeResolver(String name) implements ResolverProvider {
        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            return List.of();
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            throw new UnsupportedOperationException();
        }
    }
}
