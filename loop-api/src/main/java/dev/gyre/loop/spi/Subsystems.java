package dev.gyre.loop.spi;

import java.util.List;

/**
 * The providers an engine's loops ask, at each call, so that one that was replaced serves the next call. It belongs to the engine and
 * is fed by whichever policy is installed.
 *
 * <p><b>Threading</b>: any thread.
 */
public interface Subsystems {
    /**
     * Finds the best available provider.
     *
     * @param <S> the service
     * @param service the service
     * @param operation what the caller is about to do, for the message
     * @return the provider, for this call only
     * @throws dev.gyre.loop.MissingSubsystemException when there is none; it names the operation, the service, what was considered,
     *     and the bundle to add
     */
    <S extends Provider> S require(Class<S> service, String operation);

    /**
     * {@return every provider of a service, the best first}
     *
     * @param <S> the service
     * @param service the service
     */
    <S extends Provider> List<S> all(Class<S> service);

    /**
     * Adds a provider. Closing the registration hides it from the next {@link #require}.
     *
     * @param <S> the service
     * @param service the service
     * @param provider the provider
     * @param ranking its preference, which may differ from its own
     * @return how to take it back
     */
    <S extends Provider> Registration add(Class<S> service, S provider, int ranking);
}
