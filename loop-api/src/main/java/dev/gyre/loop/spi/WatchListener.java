package dev.gyre.loop.spi;

import org.jspecify.annotations.Nullable;

/** What the holder of a watch hears, on the loop's thread. */
@FunctionalInterface
public interface WatchListener {
    /**
     * Progress may be possible.
     *
     * @param ops bits of {@link Ops}, among those asked for
     * @throws Exception anything; it goes to the loop's exception handler
     */
    void ready(int ops) throws Exception;

    /**
     * The watch has ended without its holder: the loop was closed, after which nothing can be scheduled any more, or no backend can go on
     * with it.
     *
     * @param cause why; null when the loop was closed
     */
    default void ended(@Nullable Throwable cause) {}
}
