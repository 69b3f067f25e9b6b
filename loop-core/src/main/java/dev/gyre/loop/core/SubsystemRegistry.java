package dev.gyre.loop.core;

import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.PipeTransportProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.SignalProvider;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.spi.SubprocessProvider;
import dev.gyre.loop.spi.Subsystems;
import dev.gyre.loop.spi.TlsProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The services all loops of the engine ask, best ranking first, then the one added first. */
final class SubsystemRegistry implements Subsystems {
    private static final Map<Class<?>, String> BUNDLES = Map.of(
            StreamTransportProvider.class, "dev.gyre.transports.tcp",
            SocketProvider.class, "dev.gyre.transports.tcp",
            DatagramTransportProvider.class, "dev.gyre.transports.udp",
            TlsProvider.class, "dev.gyre.transports.tls",
            PipeTransportProvider.class, "dev.gyre.transports.pipe",
            SubprocessProvider.class, "dev.gyre.subprocess",
            SignalProvider.class, "dev.gyre.signals",
            CoroutineRunner.class, "dev.gyre.loop.core");

    private volatile List<Entry> entries = List.of();

    @Override
    public <S extends Provider> S require(Class<S> service, String operation) {
        for (Entry entry : entries) {
            if (entry.service == service && entry.provider.availability().available()) {
                return service.cast(entry.provider);
            }
        }
        throw new MissingSubsystemException(service, explain(service, operation));
    }

    private String explain(Class<?> service, String operation) {
        StringBuilder text = new StringBuilder(operation)
                .append(" needs a ")
                .append(service.getSimpleName())
                .append(" and there is none");
        for (Entry entry : entries) {
            if (entry.service == service) {
                Availability answer = entry.provider.availability();
                text.append("; ")
                        .append(entry.provider.name())
                        .append(" cannot serve: ")
                        .append(answer.reason());
            }
        }
        @Nullable String bundle = BUNDLES.get(service);
        if (bundle != null) {
            text.append("; add ").append(bundle).append(" to the class path, module path or container");
        }
        return text.toString();
    }

    @Override
    public <S extends Provider> List<S> all(Class<S> service) {
        List<S> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.service == service) {
                found.add(service.cast(entry.provider));
            }
        }
        return List.copyOf(found);
    }

    @Override
    public <S extends Provider> Registration add(Class<S> service, S provider, int ranking) {
        Entry entry = new Entry(service, provider, ranking);
        synchronized (this) {
            List<Entry> sorted = new ArrayList<>(entries);
            sorted.add(entry);
            sorted.sort(Comparator.comparingInt(Entry::ranking).reversed());
            entries = List.copyOf(sorted);
        }
        return () -> remove(entry);
    }

    private synchronized void remove(Entry entry) {
        entries = entries.stream().filter(each -> each != entry).toList();
    }

    private record Entry(Class<?> service, Provider provider, int ranking) {}
}
