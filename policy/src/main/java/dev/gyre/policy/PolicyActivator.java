package dev.gyre.policy;

import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The policy in an OSGi framework: registers the providers that bundles announce, follows the services, and is the default policy from start
 * to stop. In a framework providers come from services and {@link Providers} alone: what the class path outside it holds is
 * not looked at.
 *
 * <p><b>Threading</b>: the framework's.
 */
@SuppressWarnings("exports") // only the framework, which has those types, calls it
public final class PolicyActivator implements BundleActivator {
    private final List<ServiceTracker<?, ?>> services = new ArrayList<>();
    private final List<ServiceFeed<?>> feeds = new ArrayList<>();
    private @Nullable BundleTracker<?> bundles;
    private @Nullable ServiceRegistration<EventLoopPolicy> registration;
    private @Nullable ServiceRegistration<?> configuration;
    private @Nullable Registration installed;

    /** For the framework. */
    public PolicyActivator() {}

    @Override
    public void start(BundleContext context) {
        ProviderRegistry registry = ProviderRegistry.SHARED;
        GyrePolicy policy = new GyrePolicy(registry, false);
        Services.ALL.forEach(service -> follow(context, registry, service));
        bundles = new BundleTracker<>(context, Bundle.ACTIVE, new ProviderRegistrar());
        bundles.open();
        installed = EventLoops.installPolicy(policy);
        configuration = configuration(context, registry);
        registration = context.registerService(EventLoopPolicy.class, policy, null);
    }

    /** {@return null where nobody has installed the package of the Configuration Admin} */
    private static @Nullable ServiceRegistration<?> configuration(BundleContext context, ProviderRegistry registry) {
        try {
            return PolicyConfiguration.follow(context, registry);
        } catch (NoClassDefFoundError _) {
            return null;
        }
    }

    private <S extends Provider> void follow(BundleContext context, ProviderRegistry registry, Class<S> service) {
        ServiceFeed<S> feed = new ServiceFeed<>(context, registry, service);
        ServiceTracker<S, Candidate<S>> tracker = new ServiceTracker<>(context, service, feed);
        feeds.add(feed);
        services.add(tracker);
        tracker.open();
    }

    @Override
    public void stop(BundleContext context) {
        if (configuration != null) {
            configuration.unregister();
        }
        if (registration != null) {
            registration.unregister();
        }
        if (installed != null) {
            installed.close();
        }
        // The providers stay where they are, only this policy leaves: loops keep their backends.
        feeds.forEach(ServiceFeed::leaving);
        Collections.reverse(services);
        services.forEach(ServiceTracker::close);
        if (bundles != null) {
            bundles.close();
        }
        services.clear();
        feeds.clear();
    }
}
