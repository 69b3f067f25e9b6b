package dev.gyre.container.servers;

import dev.gyre.container.ServerProperties;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Describes a server's configuration to consoles. */
final class ServerMetatype implements MetaTypeProvider {
    private static final String PID = "metatype.pid";

    private final String pid;

    private ServerMetatype(String pid) {
        this.pid = pid;
    }

    static ServiceRegistration<?> register(BundleContext context, String pid) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(PID, pid);
        return context.registerService(MetaTypeProvider.class, new ServerMetatype(pid), properties);
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, @Nullable String locale) {
        return new Description(pid);
    }

    @Override
    public String @Nullable [] getLocales() {
        return null;
    }

    private record Description(String pid) implements ObjectClassDefinition {
        private static final AttributeDefinition[] KEYS = {
            new Key(
                    ServerProperties.LISTEN,
                    AttributeDefinition.STRING,
                    Integer.MAX_VALUE,
                    "",
                    "Where to listen: tcp://host:port or unix:/path. The service's own addresses unless set; a change closes and opens only what differs."),
            new Key(ServerProperties.ENABLED, AttributeDefinition.BOOLEAN, 0, "true", "Whether it is served at all."),
            new Key(
                    ServerProperties.DRAIN,
                    AttributeDefinition.DOUBLE,
                    0,
                    "10",
                    "Seconds that connections have to end."),
            new Key(
                    ServerProperties.HANDOVER,
                    AttributeDefinition.DOUBLE,
                    0,
                    "5",
                    "Seconds for which the listening sockets wait for an updated bundle."),
            new Key(
                    ServerProperties.KEEP_ALIVE,
                    AttributeDefinition.BOOLEAN,
                    0,
                    "false",
                    "Whether TCP probes idle connections; a change holds for new connections."),
            new Key(
                    ServerProperties.BACKLOG,
                    AttributeDefinition.INTEGER,
                    0,
                    "100",
                    "How many connections may wait to be accepted; a change binds anew."),
            new Key(
                    ServerProperties.REUSE_ADDRESS,
                    AttributeDefinition.BOOLEAN,
                    0,
                    "true",
                    "Whether an address may be taken while old connections of it fade away; a change binds anew."),
            new Key(
                    ServerProperties.REUSE_PORT,
                    AttributeDefinition.BOOLEAN,
                    0,
                    "false",
                    "Whether several processes may share the port; a change binds anew."),
            new Key(
                    ServerProperties.MODE,
                    AttributeDefinition.STRING,
                    0,
                    "",
                    "Permissions of a Unix socket's file, in octal; a change binds anew."),
            new Key(
                    ServerProperties.CLEANUP_SOCKET,
                    AttributeDefinition.BOOLEAN,
                    0,
                    "true",
                    "Whether a Unix socket's file goes with its server; a change holds for the next server."),
            new Key(
                    ServerProperties.FAMILY,
                    AttributeDefinition.STRING,
                    0,
                    "",
                    "The family that a host's name is resolved to, inet or inet6; a change binds anew."),
            new Key(
                    ServerProperties.RECEIVE_BUFFER,
                    AttributeDefinition.INTEGER,
                    0,
                    "",
                    "Bytes that the kernel keeps of what has come; a change binds anew."),
            new Key(
                    ServerProperties.SEND_BUFFER,
                    AttributeDefinition.INTEGER,
                    0,
                    "",
                    "Bytes that the kernel keeps of what was sent; a change binds anew."),
            new Key(
                    ServerProperties.WORKERS,
                    AttributeDefinition.INTEGER,
                    0,
                    "",
                    "How many loops serve the connections at the most; a change holds for the next server.")
        };

        @Override
        public String getName() {
            return "Gyre server " + pid.substring(Settings.PID.length());
        }

        @Override
        public String getID() {
            return pid;
        }

        @Override
        public String getDescription() {
            return "How this protocol is served. Changes apply at once; connections stay.";
        }

        @Override
        public AttributeDefinition[] getAttributeDefinitions(int filter) {
            return filter == REQUIRED ? new AttributeDefinition[0] : KEYS.clone();
        }

        @Override
        public java.io.@Nullable InputStream getIcon(int size) {
            return null;
        }
    }

    private record Key(String property, int type, int cardinality, String unset, String text)
            implements AttributeDefinition {
        @Override
        public String getName() {
            return getID();
        }

        @Override
        public String getID() {
            return SettingSource.key(property);
        }

        @Override
        public String getDescription() {
            return text;
        }

        @Override
        public int getCardinality() {
            return cardinality;
        }

        @Override
        public int getType() {
            return type;
        }

        @Override
        public String @Nullable [] getOptionValues() {
            return null;
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return null;
        }

        @Override
        public @Nullable String validate(String value) {
            return "";
        }

        @Override
        public String @Nullable [] getDefaultValue() {
            return unset.isEmpty() ? null : new String[] {unset};
        }
    }
}
