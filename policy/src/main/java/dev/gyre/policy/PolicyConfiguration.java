package dev.gyre.policy;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/** The configuration {@code dev.gyre.policy} of an OSGi framework. A value that cannot be used is refused, and what was set before holds. */
final class PolicyConfiguration implements ManagedService {
    static final String PID = "dev.gyre.policy";
    static final String BACKENDS = "backends";
    static final String SWAP_GRACE = "swapGrace";

    private static final System.Logger LOG = System.getLogger("dev.gyre.policy");

    private final ProviderRegistry registry;

    private PolicyConfiguration(ProviderRegistry registry) {
        this.registry = registry;
    }

    /** {@return how to stop following it} */
    static ServiceRegistration<?> follow(BundleContext context, ProviderRegistry registry) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_PID, PID);
        return context.registerService(ManagedService.class, new PolicyConfiguration(registry), properties);
    }

    @Override
    public void updated(@Nullable Dictionary<String, ?> configuration) throws ConfigurationException {
        PolicySettings next = configuration == null
                ? PolicySettings.UNSET
                : new PolicySettings(backends(configuration.get(BACKENDS)), grace(configuration.get(SWAP_GRACE)));
        registry.configure(next);
    }

    private static List<String> backends(@Nullable Object value) throws ConfigurationException {
        List<?> texts =
                switch (value) {
                    case null -> List.of();
                    case Object[] several -> Arrays.asList(several);
                    case Collection<?> several -> List.copyOf(several);
                    default -> List.of(value);
                };
        List<String> all = new ArrayList<>();
        for (Object each : texts) {
            List<String> names = PolicySettings.names(String.valueOf(each));
            if (names == null) {
                throw refused(BACKENDS, each, PolicySettings.ALLOWED_BACKENDS);
            }
            all.addAll(names);
        }
        return List.copyOf(all);
    }

    private static @Nullable Duration grace(@Nullable Object value) throws ConfigurationException {
        if (value == null || value.toString().isBlank()) {
            return null;
        }
        Duration grace = PolicySettings.seconds(value.toString());
        if (grace == null) {
            throw refused(SWAP_GRACE, value, PolicySettings.ALLOWED_GRACE);
        }
        return grace;
    }

    private static ConfigurationException refused(String key, Object value, String allowed) {
        String reason = key + "=" + value + " was found where " + allowed + " belongs";
        LOG.log(Level.WARNING, PID + ": " + reason + "; what was configured before holds");
        return new ConfigurationException(key, reason);
    }
}
