package dev.gyre.benchmarks;

import java.util.List;

/**
 * A server and the peer by which it is judged.
 *
 * @param subject the server
 * @param peer the peer
 */
record Comparison(Subject subject, Subject peer) {
    /** {@return those of the report} */
    static List<Comparison> all() {
        return List.of(
                new Comparison(Subject.GYRE_EPOLL, Subject.C),
                new Comparison(Subject.GYRE_EPOLL, Subject.NETTY_EPOLL),
                new Comparison(Subject.GYRE_EPOLL, Subject.NETTY_EPOLL_TUNED),
                new Comparison(Subject.GYRE_NIO, Subject.NIO),
                new Comparison(Subject.GYRE_NIO, Subject.NETTY_NIO),
                new Comparison(Subject.GYRE_EPOLL, Subject.GYRE_NIO),
                new Comparison(Subject.GYRE_SPINNING, Subject.GYRE_EPOLL));
    }

    /** {@return the head of its column} */
    String title() {
        return subject.title() + " / " + peer.title();
    }
}
