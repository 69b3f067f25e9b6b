package dev.gyre.loop;

import dev.gyre.loop.spi.BackendConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How a loop is set up. Immutable; start from {@link #defaults()}.
 *
 * @param name the loop's name, for messages and thread names
 * @param backends names of backends in order of preference; empty leaves the choice to ranking and the {@code gyre.loop} property
 * @param receiveBufferSize bytes of the buffer that is lent to streaming protocols
 * @param debug whether it starts in debug mode; null asks the {@code gyre.debug} property, then {@code GYRE_DEBUG}
 * @param spinning for how long it looks for events again and again before it lets its thread sleep
 */
public record LoopConfig(
        String name,
        List<String> backends,
        int receiveBufferSize,
        @Nullable Boolean debug,
        Duration spinning) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException when {@code spinning} is negative
     */
    public LoopConfig {
        backends = List.copyOf(backends);
        if (spinning.isNegative()) {
            throw new IllegalArgumentException("spinning is " + spinning + "; it must not be negative");
        }
    }

    /**
     * {@return the usual set-up, with a name of its own}
     */
    public static LoopConfig defaults() {
        return named("loop-" + NUMBER.incrementAndGet());
    }

    /**
     * {@return the usual set-up}
     *
     * @param name the loop's name
     */
    public static LoopConfig named(String name) {
        return new LoopConfig(name, List.of(), BackendConfig.DEFAULT_RECEIVE_BUFFER_SIZE, null, Duration.ZERO);
    }

    /**
     * Makes a copy with a name.
     *
     * @param other the name
     * @return the copy
     */
    public LoopConfig withName(String other) {
        return new LoopConfig(other, backends, receiveBufferSize, debug, spinning);
    }

    /**
     * Makes a copy that takes the first available of some backends.
     *
     * @param names their names, in order of preference
     * @return the copy
     */
    public LoopConfig withBackends(String... names) {
        return new LoopConfig(name, List.of(names), receiveBufferSize, debug, spinning);
    }

    /**
     * Makes a copy with a receive buffer of another size.
     *
     * @param bytes the size
     * @return the copy
     */
    public LoopConfig withReceiveBufferSize(int bytes) {
        return new LoopConfig(name, backends, bytes, debug, spinning);
    }

    /**
     * Makes a copy with debug mode on or off.
     *
     * @param on whether it is on
     * @return the copy
     */
    public LoopConfig withDebug(boolean on) {
        return new LoopConfig(name, backends, receiveBufferSize, on, spinning);
    }

    /**
     * Makes a copy that spins: before it waits for events it looks for some as long as this without giving up its thread. That saves the time the kernel takes
     * to wake it, about as much as the rest of a small request, and costs a core for itself: 50 µs is a good choice where there is one to spare.
     *
     * @param time for how long; zero does not spin
     * @return the copy
     */
    public LoopConfig withSpinning(Duration time) {
        return new LoopConfig(name, backends, receiveBufferSize, debug, time);
    }
}
