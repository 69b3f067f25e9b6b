package dev.gyre.loop.spi;

/**
 * Whether a backend can take over something that is already open, with the reason.
 *
 * @param possible whether it can
 * @param reason why not, naming the flag or capability that is missing; empty when it can
 */
public record Adoption(boolean possible, String reason) {
    private static final Adoption YES = new Adoption(true, "");

    /**
     * {@return the answer of a backend that can}
     */
    public static Adoption yes() {
        return YES;
    }

    /**
     * Makes the answer of a backend that cannot.
     *
     * @param reason why, naming the flag or capability that is missing
     * @return the answer
     */
    public static Adoption no(String reason) {
        return new Adoption(false, reason);
    }
}
