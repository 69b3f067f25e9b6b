package dev.gyre.loop.spi;

/** The bits of interest and readiness that handles and ports exchange. */
public final class Ops {
    /** Nothing. */
    public static final int NONE = 0;
    /** Bytes, a datagram, a connection to accept, or an end may be had. */
    public static final int READ = 1;
    /** Bytes may be taken, or a connect has ended one way or the other. */
    public static final int WRITE = 2;
    /** Both. */
    public static final int BOTH = READ | WRITE;

    private Ops() {}
}
