package dev.gyre.loop.core;

/** Throws what the compiler would not let through, for failures that are passed on as they are. */
final class Sneaky {
    private Sneaky() {}

    static RuntimeException sneak(Throwable failure) {
        Sneaky.<RuntimeException>sneakAs(failure);
        throw new AssertionError(failure);
    }

    @SuppressWarnings("unchecked") // that is the trick
    private static <E extends Throwable> void sneakAs(Throwable failure) throws E {
        throw (E) failure;
    }
}
