package dev.gyre.loop;

/**
 * A Unix signal. Provisional.
 *
 * @param name its name without {@code SIG}, such as {@code TERM}
 */
public record Signal(String name) {
    /** Hang-up. */
    public static final Signal HUP = new Signal("HUP");
    /** Interrupt from the terminal. */
    public static final Signal INT = new Signal("INT");
    /** Orderly end. */
    public static final Signal TERM = new Signal("TERM");
    /** Kill; cannot be caught. */
    public static final Signal KILL = new Signal("KILL");
    /** For the program's use. */
    public static final Signal USR1 = new Signal("USR1");
    /** For the program's use; HotSpot uses it too. */
    public static final Signal USR2 = new Signal("USR2");
    /** A child has ended or stopped. */
    public static final Signal CHLD = new Signal("CHLD");
    /** The terminal's size has changed. */
    public static final Signal WINCH = new Signal("WINCH");

    /** Takes {@code SIGTERM} and {@code term} for {@code TERM}. */
    public Signal {
        name = name.toUpperCase(java.util.Locale.ROOT);
        if (name.startsWith("SIG")) {
            name = name.substring(3);
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A signal has a name, such as TERM");
        }
    }
}
