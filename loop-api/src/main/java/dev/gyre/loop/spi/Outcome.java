package dev.gyre.loop.spi;

/** Results below zero of every non-blocking attempt. Real failures are thrown. */
public final class Outcome {
    /** Nothing could be done now; ask again after the next readiness. */
    public static final int WOULD_BLOCK = -1;
    /** The peer has ended its side. */
    public static final int END = -2;

    private Outcome() {}
}
