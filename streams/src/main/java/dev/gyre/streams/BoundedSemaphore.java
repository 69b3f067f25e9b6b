package dev.gyre.streams;

/** A semaphore that never has more permits than at first. */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** Makes one with one permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Makes one.
     *
     * @param value how many permits it has
     * @throws IllegalArgumentException when they are less than none
     */
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    /**
     * Gives a permit back; the first who waits gets it.
     *
     * @throws IllegalStateException when all are there already
     */
    @Override
    public void release() {
        if (value() >= bound) {
            throw new IllegalStateException("A permit was given back, and all " + bound + " are there");
        }
        super.release();
    }
}
