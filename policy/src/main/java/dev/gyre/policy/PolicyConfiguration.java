package dev.gyre.policy;

import java.lang.System.Logger.Level;
import java.time.Duration;
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

    private static List<String> backends(@Nullable Object value) {
        if (value instanceof Object[] several) {
            return Arrays.stream(several)
                    .flatMap(each -> PolicySettings.split(String.valueOf(each)).stream())
                    .toList();
        }
        if (value instanceof Collection<?> several) {
            return several.stream()
                    .flatMap(each -> PolicySettings.split(String.valueOf(each)).stream())
                    .toList();
        }
        return PolicySettings.split(value == null ? null : value.toString());
    }

    private static @Nullable Duration grace(@Nullable Object value) throws ConfigurationException {
        if (value == null || value.toString().isBlank()) {
            return null;
        }
        Duration grace = PolicySettings.seconds(value.toString());
        if (grace == null) {
            String reason = SWAP_GRACE + "=" + value + " was found where " + PolicySettings.ALLOWED_GRACE + " belongs";
            LOG.log(Level.WARNING, PID + ": " + reason + "; what was configured before holds");
            throw new ConfigurationException(SWAP_GRACE, reason);
        }
        return grace;
    }
}
