package dev.gyre.container.servers;

import dev.gyre.container.Inventory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** Serves from start to stop, on as many loops as the property {@code gyre.loops} says, 1 unless set. */
public final class ContainerActivator implements BundleActivator {
    private static final String LOOPS = "gyre.loops";
    private static final int MOST_LOOPS = 1024;

    private @Nullable Whiteboard whiteboard;
    private @Nullable ServiceRegistration<Inventory> inventory;

    /** For the framework. */
    public ContainerActivator() {}

    @Override
    public void start(BundleContext context) throws BundleException {
        Whiteboard started = new Whiteboard(context, loops(context.getProperty(LOOPS)));
        whiteboard = started;
        started.open();
        inventory = context.registerService(Inventory.class, new ContainerInventory(context, started), null);
    }

    private static int loops(@Nullable String text) throws BundleException {
        if (text == null || text.isBlank()) {
            return 1;
        }
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 1 && count <= MOST_LOOPS) {
                return count;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new BundleException(
                "The property " + LOOPS + "=" + text + " is no number of loops; it goes from 1 to " + MOST_LOOPS);
    }

    @Override
    public void stop(BundleContext context) {
        if (inventory != null) {
            inventory.unregister();
        }
        if (whiteboard != null) {
            whiteboard.close();
        }
    }
}
