package dev.gyre.examples.lines;

import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.streams.Streams;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Publishes the coroutine for the container to serve, at 127.0.0.1:7009 unless the framework's property {@code gyre.lines.listen} says otherwise.
 * Who says nothing for {@code gyre.lines.patience} seconds, 300 unless set, is disconnected.
 */
public final class LinesActivator implements BundleActivator {
    private static final String LISTEN = "tcp://127.0.0.1:7009";
    private static final String PATIENCE = "300";

    /** For the framework. */
    public LinesActivator() {}

    @Override
    public void start(BundleContext context) {
        Duration patience = Duration.ofSeconds(Long.parseLong(property(context, "gyre.lines.patience", PATIENCE)));
        Dictionary<String, String> properties = new Hashtable<>();
        properties.put("gyre.name", "lines");
        properties.put("gyre.listen", property(context, "gyre.lines.listen", LISTEN));
        context.registerService(ProtocolFactory.class.getName(), Streams.serving(new LineEcho(patience)), properties);
    }

    @Override
    public void stop(BundleContext context) {}

    private static String property(BundleContext context, String name, String otherwise) {
        String value = context.getProperty(name);
        return value == null ? otherwise : value;
    }
}
