package dev.gyre.loop.spi;

/**
 * What every replaceable piece says of itself.
 *
 * <p>Providers are stateless: one that leaves finishes the call it is in, and what it made lives on.
 *
 * <p><b>Threading</b>: every method may be called from any thread.
 *
 * <p><b>Errors</b>: none of these methods throws; why a provider cannot serve is part of its {@link #availability()}.
 */
public interface Provider {
    /**
     * {@return the name by which a configuration chooses this provider, such as {@code nio}}
     */
    String name();

    /**
     * {@return the preference among available providers of the same service; the highest is taken}
     */
    default int ranking() {
        return 0;
    }

    /**
     * {@return whether this provider can serve here and now, with the reason}
     */
    default Availability availability() {
        return Availability.yes();
    }
}
