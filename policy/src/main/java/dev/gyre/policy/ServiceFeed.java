package dev.gyre.policy;

import dev.gyre.loop.spi.Provider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** Brings the OSGi services of one type into the registry, and takes them out as they leave. */
final class ServiceFeed<S extends Provider> implements ServiceTrackerCustomizer<S, Candidate<S>> {
    private final BundleContext context;
    private final ProviderRegistry registry;
    private final Class<S> service;
    private volatile boolean leaving;

    ServiceFeed(BundleContext context, ProviderRegistry registry, Class<S> service) {
        this.context = context;
        this.registry = registry;
        this.service = service;
    }

    /** Says that the policy leaves and not the services. */
    void leaving() {
        leaving = true;
    }

    @Override
    public @Nullable Candidate<S> addingService(ServiceReference<S> reference) {
        S provider = context.getService(reference);
        return provider == null ? null : registry.add(service, provider, ranking(reference));
    }

    private static @Nullable Integer ranking(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : null;
    }

    @Override
    public void modifiedService(ServiceReference<S> reference, Candidate<S> candidate) {
        registry.rank(candidate, ranking(reference));
    }

    @Override
    public void removedService(ServiceReference<S> reference, Candidate<S> candidate) {
        if (leaving || FrameworkState.stops(context)) {
            registry.forget(candidate);
        } else {
            registry.leave(candidate);
        }
        context.ungetService(reference);
    }
}
