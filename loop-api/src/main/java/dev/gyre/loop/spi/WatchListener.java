package dev.gyre.loop.spi;

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
}
