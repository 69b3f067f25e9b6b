package dev.gyre.itests;

import dev.gyre.loop.protocol.ProtocolFactory;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Publishes a protocol with the properties that its bundle's headers name. Runs inside bundles that tests make. */
public final class PrefixActivator implements BundleActivator {
    private static final String HEADER = "Gyre-Test-";

    /** For the framework. */
    public PrefixActivator() {}

    @Override
    public void start(BundleContext context) {
        Dictionary<String, String> headers = context.getBundle().getHeaders();
        Hashtable<String, Object> properties = new Hashtable<>();
        for (Enumeration<String> keys = headers.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            if (key.startsWith(HEADER)) {
                properties.put("gyre." + key.substring(HEADER.length()), headers.get(key));
            }
        }
        String word = headers.get(HEADER + "Word");
        ProtocolFactory<PrefixProtocol> factory = () -> new PrefixProtocol(word);
        context.registerService(ProtocolFactory.class, factory, properties);
    }

    @Override
    public void stop(BundleContext context) {
        // the framework withdraws the service
    }
}
