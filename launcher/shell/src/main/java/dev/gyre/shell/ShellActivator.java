package dev.gyre.shell;

import dev.gyre.container.Inventory;
import dev.gyre.shell.control.ControlServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;

/** Publishes the commands, and opens the control socket in the folder that {@value #RUN} names. */
public final class ShellActivator implements BundleActivator {
    /** The framework property with the folder of the control socket; without it there is none. */
    static final String RUN = "gyre.run";

    private static final Logger LOG = System.getLogger("dev.gyre.shell");

    private @Nullable ServiceTracker<Inventory, Inventory> inventories;
    private @Nullable ServiceTracker<CommandProcessor, CommandProcessor> processors;
    private @Nullable ControlServer control;

    /** For the framework. */
    public ShellActivator() {}

    @Override
    public void start(BundleContext context) {
        ServiceTracker<Inventory, Inventory> found = new ServiceTracker<>(context, Inventory.class, null);
        found.open();
        inventories = found;
        Inventories asked = new Inventories(found::getService);
        publish(context, LoopCommands.SCOPE, LoopCommands.FUNCTIONS, new LoopCommands(asked));
        publish(context, GyreCommands.SCOPE, GyreCommands.FUNCTIONS, new GyreCommands(context, asked));
        publish(context, HelpCommand.SCOPE, HelpCommand.FUNCTIONS, new HelpCommand());
        openControl(context, new InventoryNames(asked));
    }

    /** The framework takes the services back when the bundle stops. */
    private static void publish(BundleContext context, String scope, String[] functions, Object commands) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(CommandProcessor.COMMAND_SCOPE, scope);
        properties.put(CommandProcessor.COMMAND_FUNCTION, functions);
        context.registerService(Object.class, commands, properties);
    }

    /** Everything else works without it, so it only complains. */
    private void openControl(BundleContext context, InventoryNames names) {
        String folder = context.getProperty(RUN);
        if (folder == null || folder.isBlank()) {
            LOG.log(Level.DEBUG, "No control socket: the framework property " + RUN + " names no folder.");
            return;
        }
        ServiceTracker<CommandProcessor, CommandProcessor> found =
                new ServiceTracker<>(context, CommandProcessor.class, null);
        found.open();
        processors = found;
        try {
            control = ControlServer.open(Path.of(folder), found::getService, names);
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    Level.ERROR,
                    "There is no control socket, and \"gyre shell\" will not find this container: " + e.getMessage());
        }
    }

    @Override
    public void stop(BundleContext context) {
        close(control);
        control = null;
        if (processors != null) {
            processors.close();
            processors = null;
        }
        if (inventories != null) {
            inventories.close();
            inventories = null;
        }
    }

    private static void close(@Nullable ControlServer control) {
        if (control == null) {
            return;
        }
        try {
            control.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The control socket was not closed in order: " + e.getMessage());
        }
    }
}
