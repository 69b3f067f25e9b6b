package dev.gyre.loop.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A two-way byte stream, such as a TCP, Unix or TLS connection.
 *
 * <p><b>Threading</b>, <b>Ownership</b>, <b>Errors</b>: as in {@link ReadTransport} and {@link WriteTransport}.
 */
@ProviderType
public interface Transport extends ReadTransport, WriteTransport {}
