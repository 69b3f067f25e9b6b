package dev.gyre.policy;

import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.SignalProvider;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.spi.TlsProvider;
import java.util.List;

/** The services a policy looks for. Engines come last, so that one that arrives finds its subsystems there. */
final class Services {
    static final List<Class<? extends Provider>> ALL = List.of(
            StreamTransportProvider.class,
            DatagramTransportProvider.class,
            SocketProvider.class,
            TlsProvider.class,
            PipeTransportProvider.class,
            SubprocessProvider.class,
            SignalProvider.class,
            ResolverProvider.class,
            CoroutineRunner.class,
            LoopBackendProvider.class,
            EventLoopFactory.class);

    private Services() {}

    /** {@return whether an engine's loops ask for it, as opposed to what loops are made of} */
    static boolean isSubsystem(Class<? extends Provider> service) {
        return service != LoopBackendProvider.class && service != EventLoopFactory.class;
    }
}
