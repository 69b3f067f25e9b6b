package dev.gyre.linux;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One answer of getaddrinfo(3).
 *
 * @param family AF_INET or AF_INET6
 * @param type SOCK_
 * @param protocol IPPROTO_
 * @param canonicalName the canonical name; null but in the first answer, when it was asked for
 * @param address the address, with its scope; of the family AF_INET6 too it is an IPv4 one when it is mapped, as the JDK has no other form for
 *     it
 */
public record FoundAddress(
        int family, int type, int protocol, @Nullable String canonicalName, InetSocketAddress address) {}
