package dev.gyre.loop.spi;

/**
 * Whether a provider can serve in this process, with the reason.
 *
 * @param available whether it can
 * @param reason one sentence a user can act on; it names the missing flag, call or library when {@code available} is
 *     false, and may be empty when it is true
 */
public record Availability(boolean available, String reason) {
    private static final Availability YES = new Availability(true, "");

    /**
     * {@return the answer of a provider that can serve}
     */
    public static Availability yes() {
        return YES;
    }

    /**
     * Makes the answer of a provider that can serve, with a remark.
     *
     * @param remark what a user may want to know
     * @return the answer
     */
    public static Availability yes(String remark) {
        return new Availability(true, remark);
    }

    /**
     * Makes the answer of a provider that cannot serve.
     *
     * @param reason what is missing and what to do about it
     * @return the answer
     */
    public static Availability no(String reason) {
        return new Availability(false, reason);
    }
}
