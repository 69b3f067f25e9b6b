package com.example.keyvalue;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * A plug-in for Gyre: a store of values by key, spoken to in lines.
 *
 * <ol>
 *   <li>{@code mvn package}
 *   <li>{@code cp target/*.jar ../../deploy/}
 *   <li>{@code nc 127.0.0.1 7100}, then {@code set colour blue}, {@code get colour}, {@code delete colour}, {@code quit}
 * </ol>
 */
public final class KeyValuePlugin implements BundleActivator {
    private static final int MOST_KEYS = 10_000;
    private static final int LONGEST_LINE = 1_000;

    /** What the connections share. They may be on several loops, each with a thread of its own: hence a concurrent map. */
    private final Map<String, String> values = new ConcurrentHashMap<>();

    /** Publishes the protocol. The container sees the service, listens, and has a protocol made for each connection. */
    @Override
    public void start(BundleContext context) {
        ProtocolFactory<Client> factory = Client::new;
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("gyre.name", "keyvalue");
        properties.put("gyre.listen", "tcp://127.0.0.1:7100");
        context.registerService(ProtocolFactory.class.getName(), factory, properties);
    }

    /** The service goes by itself; the connections have ten seconds to end, unless {@code gyre.drain} says otherwise. */
    @Override
    public void stop(BundleContext context) {}

    /** One connection. Its methods are called on its loop's thread, one after the other, and never wait for anything. */
    private final class Client implements Protocol<Transport> {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        /** What has come: a part of a line, or several of them. */
        @Override
        public void dataReceived(ByteBuffer data) {
            while (data.hasRemaining() && !transport.isClosing()) {
                byte next = data.get();
                if (next == '\n') {
                    answer(line.toString(StandardCharsets.UTF_8).strip());
                    line.reset();
                } else if (line.size() < LONGEST_LINE) {
                    line.write(next);
                } else {
                    say("error: a line has " + LONGEST_LINE + " bytes at the most");
                    transport.close();
                }
            }
        }

        private void answer(String text) {
            String[] words = text.split("\\s+", 3);
            switch (words[0] + "/" + words.length) {
                case "set/3" -> set(words[1], words[2]);
                case "get/2" -> {
                    String value = values.get(words[1]);
                    say(value == null ? "none" : "value " + value);
                }
                case "delete/2" -> say(values.remove(words[1]) == null ? "none" : "ok");
                case "quit/1" -> transport.close();
                default -> say("error: say set KEY VALUE, get KEY, delete KEY or quit");
            }
        }

        private void set(String key, String value) {
            if (values.size() >= MOST_KEYS && !values.containsKey(key)) {
                say("error: there are " + MOST_KEYS + " keys already");
            } else {
                values.put(key, value);
                say("ok");
            }
        }

        private void say(String answer) {
            transport.write(answer + "\n", StandardCharsets.UTF_8);
        }

        /** The peer does not take the answers: asks it for no more questions until it does. */
        @Override
        public void pauseWriting() {
            transport.pauseReading();
        }

        @Override
        public void resumeWriting() {
            transport.resumeReading();
        }
    }
}
