package dev.gyre.examples.status;

import dev.gyre.container.Inventory;
import dev.gyre.loop.protocol.ProtocolFactory;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Publishes the site for the container to serve, at 127.0.0.1:7070 unless the framework's property {@code gyre.status.listen} says otherwise.
 */
public final class StatusActivator implements BundleActivator {
    private static final String LISTEN = "tcp://127.0.0.1:7070";

    private @Nullable ServiceTracker<Inventory, Inventory> inventory;
    private @Nullable Visitors visitors;

    /** For the framework. */
    public StatusActivator() {}

    @Override
    public void start(BundleContext context) {
        ServiceTracker<Inventory, Inventory> tracker = new ServiceTracker<>(context, Inventory.class, null);
        tracker.open();
        inventory = tracker;
        Visitors those = new Visitors();
        visitors = those;
        Site site = new Site(tracker::getService);
        ProtocolFactory<WebConnection> door = () -> new WebConnection(site, those, Limits.USUAL);
        context.registerService(ProtocolFactory.class.getName(), door, properties(context));
    }

    /** Answers what was asked, and ends the connections on which nothing is going on. */
    @Override
    public void stop(BundleContext context) {
        if (visitors != null) {
            visitors.end();
        }
        if (inventory != null) {
            inventory.close();
        }
    }

    private static Dictionary<String, String> properties(BundleContext context) {
        Dictionary<String, String> properties = new Hashtable<>();
        String listen = context.getProperty("gyre.status.listen");
        String drain = context.getProperty("gyre.status.drain");
        properties.put("gyre.name", "status");
        properties.put("gyre.listen", listen == null ? LISTEN : listen);
        if (drain != null) {
            properties.put("gyre.drain", drain);
        }
        return properties;
    }
}
