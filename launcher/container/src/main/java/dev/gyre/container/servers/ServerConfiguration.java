package dev.gyre.container.servers;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedService;

/** The configuration of one server, followed as long as the server is there. */
final class ServerConfiguration implements ManagedService {
    private static final System.Logger LOG = System.getLogger("dev.gyre.container");

    private final BundleContext context;
    private final String pid;
    private final Settings settings;
    private final ContainerThread thread;
    private @Nullable ServiceRegistration<?> registration;
    private @Nullable ServiceRegistration<?> description;

    ServerConfiguration(BundleContext context, String pid, Settings settings, ContainerThread thread) {
        this.context = context;
        this.pid = pid;
        this.settings = settings;
        this.thread = thread;
    }

    /** {@return the configuration there is already; the service itself tells it too, but only after the server has opened} */
    @Nullable
    Dictionary<String, ?> present() {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        if (reference == null || admin == null) {
            return null;
        }
        try {
            Configuration[] found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + pid + ")");
            return found == null ? null : found[0].getProperties();
        } catch (IOException | InvalidSyntaxException e) {
            LOG.log(Level.WARNING, "The configuration " + pid + " cannot be read", e);
            return null;
        } finally {
            context.ungetService(reference);
        }
    }

    void open() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_PID, pid);
        registration = context.registerService(ManagedService.class, this, properties);
        try {
            description = ServerMetatype.register(context, pid);
        } catch (NoClassDefFoundError _) {
            // nobody has installed the metatype service's package, so nobody asks
        }
    }

    @Override
    public void updated(@Nullable Dictionary<String, ?> configuration) throws ConfigurationException {
        try {
            settings.check(configuration);
        } catch (SettingException e) {
            if (configuration == null) {
                // The plug-in's own settings are wrong, and that has been said.
                return;
            }
            LOG.log(Level.WARNING, pid + ": " + e.getMessage() + "; what was configured before holds");
            throw new ConfigurationException(e.key(), e.getMessage());
        }
        thread.execute(() -> settings.configure(configuration));
    }

    void close() {
        unregister(registration);
        unregister(description);
    }

    private static void unregister(@Nullable ServiceRegistration<?> present) {
        if (present != null) {
            try {
                present.unregister();
            } catch (IllegalStateException _) {
                // the bundle's end was faster
            }
        }
    }
}
