package dev.gyre.loop;

import dev.gyre.loop.spi.BackendConfig;
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
 */
public record LoopConfig(
        String name,
        List<String> backends,
        int receiveBufferSize,
        @Nullable Boolean debug) {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Copies the list. */
    public LoopConfig {
        backends = List.copyOf(backends);
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
        return new LoopConfig(name, List.of(), BackendConfig.DEFAULT_RECEIVE_BUFFER_SIZE, null);
    }

    /**
     * Makes a copy with a name.
     *
     * @param other the name
     * @return the copy
     */
    public LoopConfig withName(String other) {
        return new LoopConfig(other, backends, receiveBufferSize, debug);
    }

    /**
     * Makes a copy that takes the first available of some backends.
     *
     * @param names their names, in order of preference
     * @return the copy
     */
    public LoopConfig withBackends(String... names) {
        return new LoopConfig(name, List.of(names), receiveBufferSize, debug);
    }

    /**
     * Makes a copy with a receive buffer of another size.
     *
     * @param bytes the size
     * @return the copy
     */
    public LoopConfig withReceiveBufferSize(int bytes) {
        return new LoopConfig(name, backends, bytes, debug);
    }

    /**
     * Makes a copy with debug mode on or off.
     *
     * @param on whether it is on
     * @return the copy
     */
    public LoopConfig withDebug(boolean on) {
        return new LoopConfig(name, backends, receiveBufferSize, on);
    }
}
