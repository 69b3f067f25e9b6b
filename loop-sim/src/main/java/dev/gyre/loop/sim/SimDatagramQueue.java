package dev.gyre.loop.sim;

import java.util.ArrayDeque;

/** Whole datagrams in order, and how much they weigh. How much they may weigh is for its user to say. */
final class SimDatagramQueue {
    private final ArrayDeque<SimDatagram> datagrams = new ArrayDeque<>();
    private int weight;

    boolean isEmpty() {
        return datagrams.isEmpty();
    }

    int count() {
        return datagrams.size();
    }

    int weight() {
        return weight;
    }

    /** {@return whether a datagram fits into a buffer of that size; one alone always does} */
    boolean fits(SimDatagram next, int capacity) {
        return isEmpty() || weight + next.weight() <= capacity;
    }

    void add(SimDatagram last) {
        datagrams.add(last);
        weight += last.weight();
    }

    /** Takes the first; there must be one. */
    SimDatagram remove() {
        SimDatagram first = datagrams.remove();
        weight -= first.weight();
        return first;
    }

    /** Moves those to the end of another queue that come first and fit there; returns how many. */
    int moveTo(SimDatagramQueue other, int most, int capacity) {
        int moved = 0;
        while (moved < most && !isEmpty() && other.fits(datagrams.element(), capacity)) {
            other.add(remove());
            moved++;
        }
        return moved;
    }

    /** Moves everything to the front of another queue. */
    void returnTo(SimDatagramQueue other) {
        while (!isEmpty()) {
            SimDatagram last = datagrams.removeLast();
            other.datagrams.addFirst(last);
            other.weight += last.weight();
        }
        weight = 0;
    }

    void clear() {
        datagrams.clear();
        weight = 0;
    }
}
