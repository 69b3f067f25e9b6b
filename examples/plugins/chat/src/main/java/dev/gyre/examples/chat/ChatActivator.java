package dev.gyre.examples.chat;

import dev.gyre.loop.protocol.ProtocolFactory;
import java.util.Dictionary;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Opens a room and publishes its door for the container to serve, at 127.0.0.1:7008 unless the framework's property {@code gyre.chat.listen} says
 * otherwise. On stop everyone is told and goes.
 */
public final class ChatActivator implements BundleActivator {
    private static final String LISTEN = "tcp://127.0.0.1:7008";

    private @Nullable Room room;

    /** For the framework. */
    public ChatActivator() {}

    @Override
    public void start(BundleContext context) {
        Room opened = new Room();
        room = opened;
        ProtocolFactory<Member> door = () -> new Member(opened);
        context.registerService(ProtocolFactory.class.getName(), door, properties(context));
    }

    /** Before the framework takes the service back: who comes in between is sent home too. */
    @Override
    public void stop(BundleContext context) {
        if (room != null) {
            room.end();
        }
    }

    private static Dictionary<String, String> properties(BundleContext context) {
        Dictionary<String, String> properties = new Hashtable<>();
        String listen = context.getProperty("gyre.chat.listen");
        String drain = context.getProperty("gyre.chat.drain");
        properties.put("gyre.name", "chat");
        properties.put("gyre.listen", listen == null ? LISTEN : listen);
        if (drain != null) {
            properties.put("gyre.drain", drain);
        }
        return properties;
    }
}
