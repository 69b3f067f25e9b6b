package dev.gyre.examples.echo;

import dev.gyre.loop.protocol.ProtocolFactory;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Publishes the protocol for the container to serve, at 127.0.0.1:7007 unless the framework's property {@code gyre.echo.listen} says otherwise.
 * The framework takes the service back when the bundle stops; the container then lets the connections end, for {@code gyre.echo.drain} seconds.
 */
public final class EchoActivator implements BundleActivator {
    private static final String LISTEN = "tcp://127.0.0.1:7007";

    /** For the framework. */
    public EchoActivator() {}

    @Override
    public void start(BundleContext context) {
        ProtocolFactory<EchoProtocol> factory = EchoProtocol::new;
        context.registerService(ProtocolFactory.class.getName(), factory, properties(context));
    }

    @Override
    public void stop(BundleContext context) {}

    private static Dictionary<String, String> properties(BundleContext context) {
        Dictionary<String, String> properties = new Hashtable<>();
        String listen = context.getProperty("gyre.echo.listen");
        String drain = context.getProperty("gyre.echo.drain");
        properties.put("gyre.name", "echo");
        properties.put("gyre.listen", listen == null ? LISTEN : listen);
        if (drain != null) {
            properties.put("gyre.drain", drain);
        }
        return properties;
    }
}
