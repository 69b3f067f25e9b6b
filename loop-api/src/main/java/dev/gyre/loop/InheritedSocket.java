package dev.gyre.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An open socket that whoever started this process has passed on, as systemd does for the sockets it listens at (sd_listen_fds(3), socket activation). It is given to
 * {@link EventLoop#adoptSocket(int)}, and from there as {@code sock} to a server.
 *
 * <p><b>Threading</b>: immutable, any thread.
 *
 * <p><b>Ownership</b>: the descriptor is this process's, and open whether somebody asks for it or not; adopt it once.
 *
 * <p><b>Differences from asyncio</b>: asyncio leaves this to a library.
 *
 * @param descriptor the descriptor
 * @param name its name, as {@code FileDescriptorName=} sets it; {@code unknown} when it has none
 */
public record InheritedSocket(int descriptor, String name) {
    private static final int FIRST = 3;
    private static final String NAMELESS = "unknown";

    /**
     * {@return the sockets that were passed to this process, in their order; none when they were passed to another, such as its parent}
     *
     * @throws IllegalStateException when the environment says nonsense of them
     */
    public static List<InheritedSocket> all() {
        return of(System.getenv(), ProcessHandle.current().pid());
    }

    static List<InheritedSocket> of(Map<String, String> environment, long pid) {
        String count = environment.get("LISTEN_FDS");
        if (count == null || !String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
            return List.of();
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<InheritedSocket> found = new ArrayList<>();
        for (int i = 0; i < number(count); i++) {
            boolean named = i < names.length && !names[i].isEmpty();
            found.add(new InheritedSocket(FIRST + i, named ? names[i] : NAMELESS));
        }
        return List.copyOf(found);
    }

    private static int number(String count) {
        try {
            int number = Integer.parseInt(count);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException saidBelow) {
            // as a negative one
        }
        throw new IllegalStateException("LISTEN_FDS is \"" + count + "\"; it must be how many sockets were passed");
    }
}
