package dev.gyre.container.servers;

import dev.gyre.container.SubsystemInfo;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.SignalProvider;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.spi.TlsProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What the registry holds. */
final class Registered {
    private static final List<Class<? extends Provider>> SUBSYSTEMS = List.of(
            StreamTransportProvider.class,
            DatagramTransportProvider.class,
            SocketProvider.class,
            TlsProvider.class,
            PipeTransportProvider.class,
            SubprocessProvider.class,
            SignalProvider.class,
            ResolverProvider.class,
            CoroutineRunner.class);

    private Registered() {}

    /** {@return the services of a type, the best first, to be used at once} */
    static <S> List<S> all(BundleContext context, Class<S> type) {
        List<S> found = new ArrayList<>();
        try {
            context.getServiceReferences(type, null).stream()
                    .sorted(Comparator.<ServiceReference<S>>naturalOrder().reversed())
                    .forEach(reference -> {
                        S service = context.getService(reference);
                        if (service != null) {
                            found.add(service);
                            context.ungetService(reference);
                        }
                    });
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    static List<SubsystemInfo> subsystems(BundleContext context) {
        List<SubsystemInfo> found = new ArrayList<>();
        for (EventLoopFactory engine : all(context, EventLoopFactory.class)) {
            for (Class<? extends Provider> service : SUBSYSTEMS) {
                engine.subsystems().all(service).forEach(provider -> found.add(describe(service, provider)));
            }
        }
        return found;
    }

    private static SubsystemInfo describe(Class<? extends Provider> service, Provider provider) {
        String bundle = FrameworkUtil.getBundle(provider.getClass()) instanceof org.osgi.framework.Bundle from
                ? String.valueOf(from.getSymbolicName())
                : "";
        try {
            Availability answer = provider.availability();
            return new SubsystemInfo(
                    service.getSimpleName(),
                    provider.name(),
                    provider.ranking(),
                    answer.available(),
                    answer.reason(),
                    bundle);
        } catch (RuntimeException | LinkageError e) {
            return new SubsystemInfo(
                    service.getSimpleName(), provider.getClass().getName(), 0, false, "is broken: " + e, bundle);
        }
    }
}
