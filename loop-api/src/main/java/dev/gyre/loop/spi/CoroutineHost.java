package dev.gyre.loop.spi;

/** The engine, to a coroutine. */
@FunctionalInterface
public interface CoroutineHost {
    /**
     * Says that a coroutine that was blocked can go on. The engine has it {@linkplain Coroutine#proceed() proceed} on the loop's thread, or on one of its own when the loop is closed.
     *
     * <p><b>Threading</b>: any thread, those of the JDK that wake virtual threads among them.
     *
     * <p><b>Errors</b>: it never throws.
     *
     * @param coroutine the coroutine
     */
    void ready(Coroutine coroutine);
}
