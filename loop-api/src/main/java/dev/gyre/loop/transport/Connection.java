package dev.gyre.loop.transport;

/**
 * A transport and the protocol it was connected with, as the operations that connect return them.
 *
 * @param <T> the transport's type
 * @param <P> the protocol's type
 * @param transport the transport
 * @param protocol the protocol, whose {@code connectionMade} has been called
 */
public record Connection<T extends BaseTransport, P>(T transport, P protocol) {}
