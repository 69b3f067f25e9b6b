package dev.gyre.container;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server: one protocol that a bundle has published, at all its addresses.
 *
 * @param name its name
 * @param bundle the symbolic name of the bundle that published it
 * @param state how it is
 * @param problem why it does not serve at all or at some of its addresses; null when all is well
 * @param addresses where it listens, in the form of {@link ServerProperties#LISTEN}, with the ports that the system picked
 * @param loops the names of the loops that serve its connections
 * @param since since when it is in this container
 * @param open how many connections it has
 * @param accepted how many it has had
 * @param received bytes received over all connections
 * @param sent bytes sent over all connections
 */
public record ServerInfo(
        String name,
        String bundle,
        State state,
        @Nullable String problem,
        List<String> addresses,
        List<String> loops,
        Instant since,
        long open,
        long accepted,
        long received,
        long sent) {
    /** Copies the lists. */
    public ServerInfo {
        addresses = List.copyOf(addresses);
        loops = List.copyOf(loops);
    }

    /** How a server is. */
    public enum State {
        /** It waits for the pieces of a loop. */
        WAITING,
        /** It listens at one address at least. */
        LISTENING,
        /** Its bundle has gone; its connections have some time to end. */
        DRAINING,
        /** It listens nowhere; the problem says why. */
        FAILED,
        /** Its configuration has switched it off. */
        DISABLED
    }
}
