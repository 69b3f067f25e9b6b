package dev.gyre.container.servers;

import dev.gyre.container.ServerProperties;
import dev.gyre.container.servers.ListenAddress.Tcp;
import dev.gyre.loop.transport.Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Publishes each server that listens as an OSGi service, with its name and address. Everything on the container's thread. */
final class Announcements {
    private static final String ADDRESS = "gyre.address";

    private final BundleContext context;
    private final Map<Endpoint, List<ServiceRegistration<Server>>> made = new HashMap<>();

    Announcements(BundleContext context) {
        this.context = context;
    }

    void announce(String name, Endpoint endpoint) {
        String address = endpoint.actual() instanceof Tcp tcp
                ? tcp.hostAndPort()
                : endpoint.actual().toString();
        made.put(
                endpoint,
                endpoint.servers().stream()
                        .map(server -> context.registerService(
                                Server.class,
                                server,
                                FrameworkUtil.asDictionary(Map.of(ServerProperties.NAME, name, ADDRESS, address))))
                        .toList());
    }

    void withdraw(Endpoint endpoint) {
        List<ServiceRegistration<Server>> registrations = made.remove(endpoint);
        if (registrations != null) {
            registrations.forEach(Announcements::unregister);
        }
    }

    private static void unregister(ServiceRegistration<?> registration) {
        try {
            registration.unregister();
        } catch (IllegalStateException _) {
            // the bundle's end was faster
        }
    }
}
