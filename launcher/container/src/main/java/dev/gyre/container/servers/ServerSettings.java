package dev.gyre.container.servers;

import dev.gyre.container.ServerProperties;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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

    /**
     * How sockets are set up.
     *
     * @param backlog how many connections may wait to be accepted
     * @param reuseAddress whether an address may be taken while old connections of it fade away
     * @param reusePort whether several processes may share the port
     * @param keepAlive whether TCP probes idle connections
     * @param mode permissions of a Unix socket's file; null leaves them to the system
     */
    record SocketSettings(
            int backlog,
            boolean reuseAddress,
            boolean reusePort,
            boolean keepAlive,
            @Nullable Set<PosixFilePermission> mode) {
        /** {@return whether a listening socket that was set up otherwise can go on under these} */
        boolean suitSocketOf(SocketSettings other) {
            return backlog == other.backlog
                    && reuseAddress == other.reuseAddress
                    && reusePort == other.reusePort
                    && (mode == null ? other.mode == null : mode.equals(other.mode));
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
                        mode(source)));
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
