package dev.gyre.transports.pipe;

import org.jspecify.annotations.Nullable;

/** What there is behind the end that the loop has, if anything is. */
interface Behind {
    /** Nothing is: the end is all. */
    Behind NOTHING = new Behind() {};

    /** {@return what has gone wrong there; null when nothing has} */
    default @Nullable Throwable failure() {
        return null;
    }

    /**
     * Ends it after the loop's end was closed, with all that was written to that brought to where it goes.
     *
     * @param then what follows, once, on any thread
     */
    default void finish(Runnable then) {
        drop();
        then.run();
    }

    /** Ends it now, whatever is on its way. A second call does nothing. */
    default void drop() {}

    /** Ends it when no transport came of it. */
    default void unused() {
        drop();
    }
}
