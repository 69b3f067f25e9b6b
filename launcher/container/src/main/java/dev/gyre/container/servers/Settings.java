package dev.gyre.container.servers;

import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Where a server's settings come from: the properties of its service and, where there is a Configuration Admin, the configuration of its name. On the container's thread but for {@link #check}. */
final class Settings {
    private static final System.Logger LOG = System.getLogger("dev.gyre.container");
    static final String PID = "dev.gyre.server.";

    private final PluginServer server;
    private final Function<String, @Nullable Object> properties;
    private final @Nullable ServerConfiguration configured;
    private @Nullable Dictionary<String, ?> configuration;

    Settings(
            BundleContext context,
            PluginServer server,
            ContainerThread thread,
            Function<String, @Nullable Object> properties) {
        this.server = server;
        this.properties = properties;
        this.configured = configurable(context, thread);
    }

    /** {@return null where nobody has installed the service's package} */
    private @Nullable ServerConfiguration configurable(BundleContext context, ContainerThread thread) {
        try {
            return new ServerConfiguration(context, PID + server.name(), this, thread);
        } catch (NoClassDefFoundError _) {
            return null;
        }
    }

    /** Applies what there is, and follows the configuration from now on. */
    void open() {
        Dictionary<String, ?> found = configured == null ? null : configured.present();
        try {
            check(found);
            configuration = found;
        } catch (SettingException e) {
            if (found != null) {
                LOG.log(
                        Level.WARNING,
                        PID + server.name() + ": " + e.getMessage() + "; the plug-in's own settings hold");
            }
        }
        refresh();
        if (configured != null) {
            configured.open();
        }
    }

    /** {@return what a configuration would come to; any thread} */
    ServerSettings check(@Nullable Dictionary<String, ?> next) throws SettingException {
        return ServerSettings.read(new SettingSource(next, properties));
    }

    void configure(@Nullable Dictionary<String, ?> next) {
        configuration = next;
        refresh();
    }

    /** Looks at everything again. */
    void refresh() {
        try {
            server.apply(check(configuration));
        } catch (SettingException e) {
            server.refuse(e.getMessage());
        }
    }

    void close() {
        if (configured != null) {
            configured.close();
        }
    }
}
