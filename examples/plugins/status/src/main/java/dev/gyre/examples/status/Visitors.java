package dev.gyre.examples.status;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections, on whatever loops, and whether it is time to go. Any thread. */
final class Visitors {
    private final Set<WebConnection> here = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    void add(WebConnection connection) {
        here.add(connection);
    }

    void remove(WebConnection connection) {
        here.remove(connection);
    }

    int size() {
        return here.size();
    }

    /** {@return whether every answer is the last of its connection} */
    boolean haveEnded() {
        return ended;
    }

    void end() {
        ended = true;
        here.forEach(WebConnection::endSoon);
    }
}
