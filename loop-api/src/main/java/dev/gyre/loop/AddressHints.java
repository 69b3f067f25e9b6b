package dev.gyre.loop;

import java.net.ProtocolFamily;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of {@link EventLoop#getaddrinfo}.
 *
 * @param family {@code INET} or {@code INET6}; null for both
 * @param type {@link #STREAM}, {@link #DGRAM}, or 0 for both
 * @param protocol the protocol's number, or 0 for any
 * @param flags the flags
 */
public record AddressHints(@Nullable ProtocolFamily family, int type, int protocol, Set<AddressFlag> flags) {
    /** The type of streams ({@code SOCK_STREAM}). */
    public static final int STREAM = 1;
    /** The type of datagrams ({@code SOCK_DGRAM}). */
    public static final int DGRAM = 2;

    /** Copies the flags. */
    public AddressHints {
        flags = Set.copyOf(flags);
    }

    /**
     * {@return hints for streams of any family}
     */
    public static AddressHints stream() {
        return new AddressHints(null, STREAM, 0, Set.of());
    }

    /**
     * {@return hints without any restriction}
     */
    public static AddressHints any() {
        return new AddressHints(null, 0, 0, Set.of());
    }

    /**
     * Makes a copy with a family.
     *
     * @param only the family; null for both
     * @return the copy
     */
    public AddressHints withFamily(@Nullable ProtocolFamily only) {
        return new AddressHints(only, type, protocol, flags);
    }

    /**
     * Makes a copy with flags.
     *
     * @param asked the flags
     * @return the copy
     */
    public AddressHints withFlags(Set<AddressFlag> asked) {
        return new AddressHints(family, type, protocol, asked);
    }
}
