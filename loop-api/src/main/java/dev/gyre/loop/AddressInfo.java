package dev.gyre.loop;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * One answer of {@link EventLoop#getaddrinfo}.
 *
 * @param family {@code INET} or {@code INET6}
 * @param type {@link AddressHints#STREAM} or {@link AddressHints#DGRAM}
 * @param protocol the protocol's number (6 for TCP, 17 for UDP)
 * @param canonicalName the canonical name, when it was asked for and is known
 * @param address the address, resolved, with its scope
 */
public record AddressInfo(
        ProtocolFamily family,
        int type,
        int protocol,
        @Nullable String canonicalName,
        InetSocketAddress address) {}
