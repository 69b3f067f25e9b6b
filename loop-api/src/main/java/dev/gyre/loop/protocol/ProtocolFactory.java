package dev.gyre.loop.protocol;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes a protocol for each connection. It is also the service that plug-ins publish to add a protocol to a running
 * server.
 *
 * <p><b>Threading</b>: called on the loop's thread, once for each connection or attempt.
 *
 * <p><b>Errors</b>: a factory that throws fails the operation that asked for the protocol; on a server it costs that
 * one connection, which is closed and reported to the loop's exception handler.
 *
 * <p><b>Differences from asyncio</b>: it may throw checked exceptions.
 *
 * @param <P> the protocol
 */
@FunctionalInterface
@ConsumerType
public interface ProtocolFactory<P> {
    /**
     * {@return a protocol for one connection; usually a new one}
     *
     * @throws Exception anything; the connection is then given up
     */
    P create() throws Exception;
}
