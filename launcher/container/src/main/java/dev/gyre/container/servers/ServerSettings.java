package dev.gyre.container.servers;

import dev.gyre.container.ServerProperties;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one protocol is served.
 *
 * @param enabled whether it is served at all
 * @param listen where
 * @param drain how long its connections have to end when it goes
 * @param handover how long its listening sockets wait for another of the same address
 * @param socket how its sockets are set up
 */
record ServerSettings(
        boolean enabled, List<ListenAddress> listen, Duration drain, Duration handover, SocketSettings socket) {
    private static final double DRAIN_SECONDS = 10;
    private static final double HANDOVER_SECONDS = 5;
    private static final double DAY_SECONDS = 86_400;
    private static final int BACKLOG = 100;
    private static final int HIGHEST_BACKLOG = 65_535;
    private static final int HIGHEST_MODE = 0777;
    private static final int HIGHEST_BUFFER = 1 << 30;
    private static final int MOST_WORKERS = 65_535;

    /**
     * How sockets are set up.
     *
     * @param backlog how many connections may wait to be accepted
     * @param reuseAddress whether an address may be taken while old connections of it fade away
     * @param reusePort whether several processes may share the port
     * @param keepAlive whether TCP probes idle connections
     * @param mode permissions of a Unix socket's file; null leaves them to the system
     * @param cleanupSocket whether a Unix socket's file goes with its server
     * @param family what a host's name is resolved to; null for both families
     * @param options options of the sockets themselves
     * @param workers how many loops serve at the most
     */
    record SocketSettings(
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean keepAlive,
            @Nullable Set<PosixFilePermission> mode,
            boolean cleanupSocket,
            @Nullable ProtocolFamily family,
            Map<SocketOption<Integer>, Integer> options,
            int workers) {
        /** {@return whether a listening socket that was set up otherwise can go on under these} */
        boolean suitSocketOf(SocketSettings other) {
            return backlog == other.backlog
                    && reuseAddress == other.reuseAddress
                    && reusePort == other.reusePort
                    && Objects.equals(mode, other.mode)
                    && family == other.family
                    && options.equals(other.options);
        }
    }

    static ServerSettings read(SettingSource source) throws SettingException {
        return new ServerSettings(
                source.truth(ServerProperties.ENABLED, true),
                addresses(source),
                seconds(source.number(ServerProperties.DRAIN, DRAIN_SECONDS, 0, DAY_SECONDS)),
                seconds(source.number(ServerProperties.HANDOVER, HANDOVER_SECONDS, 0, DAY_SECONDS)),
                new SocketSettings(
                        (int) source.number(ServerProperties.BACKLOG, BACKLOG, 1, HIGHEST_BACKLOG),
                        source.truth(ServerProperties.REUSE_ADDRESS, true),
                        source.truth(ServerProperties.REUSE_PORT, false),
                        source.truth(ServerProperties.KEEP_ALIVE, false),
                        mode(source),
                        source.truth(ServerProperties.CLEANUP_SOCKET, true),
                        family(source),
                        options(source),
                        (int) source.number(ServerProperties.WORKERS, MOST_WORKERS, 1, MOST_WORKERS)));
    }

    private static @Nullable ProtocolFamily family(SettingSource source) throws SettingException {
        String text = source.text(ServerProperties.FAMILY);
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "inet" -> StandardProtocolFamily.INET;
            case "inet6" -> StandardProtocolFamily.INET6;
            default -> throw source.refused(ServerProperties.FAMILY, String.valueOf(text), "inet or inet6");
        };
    }

    private static Map<SocketOption<Integer>, Integer> options(SettingSource source) throws SettingException {
        Map<SocketOption<Integer>, Integer> found = new LinkedHashMap<>();
        size(source, ServerProperties.RECEIVE_BUFFER, StandardSocketOptions.SO_RCVBUF, found);
        size(source, ServerProperties.SEND_BUFFER, StandardSocketOptions.SO_SNDBUF, found);
        return Map.copyOf(found);
    }

    private static void size(
            SettingSource source,
            String property,
            SocketOption<Integer> option,
            Map<SocketOption<Integer>, Integer> into)
            throws SettingException {
        if (source.text(property) != null) {
            into.put(option, (int) source.number(property, 0, 1, HIGHEST_BUFFER));
        }
    }

    private static Duration seconds(double value) {
        return Duration.ofMillis((long) (value * 1000));
    }

    private static List<ListenAddress> addresses(SettingSource source) throws SettingException {
        List<ListenAddress> found = new ArrayList<>();
        for (String text : source.texts(ServerProperties.LISTEN)) {
            try {
                ListenAddress address = ListenAddress.parse(text);
                if (address.isPicked() || !found.contains(address)) {
                    found.add(address);
                }
            } catch (IllegalArgumentException e) {
                throw new SettingException(ServerProperties.LISTEN, e.getMessage());
            }
        }
        if (found.isEmpty()) {
            throw source.refused(ServerProperties.LISTEN, "", "an address such as tcp://127.0.0.1:7007");
        }
        return List.copyOf(found);
    }

    private static @Nullable Set<PosixFilePermission> mode(SettingSource source) throws SettingException {
        String text = source.text(ServerProperties.MODE);
        if (text == null) {
            return null;
        }
        try {
            int bits = Integer.parseInt(text, 8);
            if (bits >= 0 && bits <= HIGHEST_MODE) {
                return permissions(bits);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw source.refused(ServerProperties.MODE, text, "an octal number such as 600");
    }

    /** The enum's order is that of the bits, the highest first. */
    private static Set<PosixFilePermission> permissions(int bits) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((bits & (1 << (all.length - 1 - i))) != 0) {
                set.add(all[i]);
            }
        }
        return set;
    }
}
