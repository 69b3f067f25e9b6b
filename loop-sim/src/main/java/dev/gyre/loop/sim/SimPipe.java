package dev.gyre.loop.sim;

/**
 * What one end of a stream has sent and the other has not received: the kernel's receive buffer. Guarded by the network's lock.
 *
 * <p>Its end: {@code NONE → END} when the writer ends in order, {@code NONE → RESET} when it is dropped. Either is met behind the last
 * byte. The reader may be gone, and then nothing is taken any more.
 */
final class SimPipe {
    enum Ending {
        NONE,
        END,
        RESET
    }

    private final ByteRing bytes = new ByteRing();
    private int capacity;
    private Ending ending = Ending.NONE;
    private boolean abandoned;

    SimPipe(int capacity) {
        this.capacity = capacity;
    }

    ByteRing bytes() {
        return bytes;
    }

    void capacity(int count) {
        capacity = count;
    }

    int room() {
        return Math.max(0, capacity - bytes.size());
    }

    Ending ending() {
        return ending;
    }

    boolean takesBytes() {
        return ending == Ending.NONE && !abandoned;
    }

    void end(Ending how) {
        if (ending == Ending.NONE) {
            ending = how;
        }
    }

    void abandon() {
        abandoned = true;
        bytes.clear();
    }
}
