package dev.gyre.linux;

import org.jspecify.annotations.Nullable;

/**
 * What getaddrinfo(3) is asked. Not both host and service may be null.
 *
 * @param host the name or number; null for the wildcard or loopback address, by {@link NameCalls#AI_PASSIVE}
 * @param service the name or number; null for port 0
 * @param flags AI_
 * @param family AF_; 0 for any
 * @param type SOCK_; 0 for any
 * @param protocol IPPROTO_; 0 for any
 */
public record NameQuery(
        @Nullable String host, @Nullable String service, int flags, int family, int type, int protocol) {
    /** Refuses what the C library would read half. */
    public NameQuery {
        refuseZero("host", host);
        refuseZero("service", service);
    }

    private static void refuseZero(String what, @Nullable String text) {
        if (text != null && text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("The " + what + " has a zero character, at which the C library stops: "
                    + text.replace("\0", "\\0"));
        }
    }
}
