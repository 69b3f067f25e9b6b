package dev.gyre.policy;

import dev.gyre.loop.spi.Provider;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Makes OSGi services of the providers that bundles announce by {@code osgi.serviceloader} capabilities, in the name of those bundles,
 * so that a provider needs no code for OSGi. Only the services of Gyre are looked at. A bundle that leaves, and whose code loops may still
 * call, is made to have its classes first.
 */
final class ProviderRegistrar implements BundleTrackerCustomizer<List<ServiceRegistration<?>>> {
    private static final String NAMESPACE = "osgi.serviceloader";
    private static final String REGISTER = "register";
    private static final String API = "dev.gyre.loop";
    private static final System.Logger LOG = System.getLogger("dev.gyre.policy");

    @Override
    public @Nullable List<ServiceRegistration<?>> addingBundle(Bundle bundle, @Nullable BundleEvent event) {
        List<ServiceRegistration<?>> made = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        BundleContext context = bundle.getBundleContext();
        if (revision == null || context == null) {
            return null;
        }
        for (BundleCapability capability : revision.getDeclaredCapabilities(NAMESPACE)) {
            for (Class<? extends Provider> service : Services.ALL) {
                if (service.getName().equals(capability.getAttributes().get(NAMESPACE))) {
                    register(context, service, capability, made);
                }
            }
        }
        return made.isEmpty() && !usesLoops(bundle) ? null : made;
    }

    /** Whether what a bundle makes, a protocol say, may live on in a loop when the bundle has gone. */
    private static boolean usesLoops(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null
                && wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(wire -> wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))
                        .anyMatch(name -> String.valueOf(name).startsWith(API));
    }

    private static <S extends Provider> void register(
            BundleContext context, Class<S> service, BundleCapability capability, List<ServiceRegistration<?>> made) {
        Bundle bundle = context.getBundle();
        String name = capability.getDirectives().get(REGISTER);
        try {
            if (name == null) {
                LOG.log(
                        Level.WARNING,
                        bundle + " announces a " + service.getSimpleName()
                                + " without saying by which class: its capability lacks the directive " + REGISTER);
            } else if (bundle.loadClass(service.getName()) != service) {
                LOG.log(
                        Level.WARNING,
                        bundle + " announces a " + service.getSimpleName()
                                + " of another copy of the API than this policy uses; it is left alone");
            } else {
                made.add(context.registerService(
                        service, new Instances<>(service, bundle.loadClass(name)), properties(capability)));
            }
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(Level.WARNING, bundle + " announces a " + service.getSimpleName() + " that cannot be loaded: " + e);
        }
    }

    /** Attributes become properties, but a ranking has to be an Integer, which capabilities cannot say. */
    private static Dictionary<String, Object> properties(BundleCapability capability) {
        Dictionary<String, Object> properties = new Hashtable<>();
        for (Map.Entry<String, Object> attribute : capability.getAttributes().entrySet()) {
            String key = attribute.getKey();
            if (key.equals(Constants.SERVICE_RANKING) && attribute.getValue() instanceof Number ranking) {
                properties.put(key, Math.toIntExact(ranking.longValue()));
            } else if (!key.equals(NAMESPACE) && !key.startsWith(".")) {
                properties.put(key, attribute.getValue());
            }
        }
        return properties;
    }

    @Override
    public void modifiedBundle(Bundle bundle, @Nullable BundleEvent event, List<ServiceRegistration<?>> made) {
        // what a bundle announces is fixed while it is active
    }

    @Override
    public void removedBundle(Bundle bundle, @Nullable BundleEvent event, List<ServiceRegistration<?>> made) {
        if (!FrameworkState.stops(bundle.getBundleContext())) {
            LastClasses.load(bundle);
        }
        for (ServiceRegistration<?> registration : made) {
            try {
                registration.unregister();
            } catch (IllegalStateException _) {
                // the framework was faster
            }
        }
    }

    /** Makes an instance for each who asks, by the public constructor. */
    private record Instances<S>(Class<S> service, Class<?> implementation) implements PrototypeServiceFactory<S> {
        @Override
        public S getService(Bundle user, ServiceRegistration<S> registration) {
            try {
                return service.cast(implementation.getConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(
                        implementation.getName() + ", announced as a " + service.getSimpleName() + ", cannot be made: "
                                + e,
                        e);
            }
        }

        @Override
        public void ungetService(Bundle user, ServiceRegistration<S> registration, S instance) {
            // providers are stateless
        }
    }
}
