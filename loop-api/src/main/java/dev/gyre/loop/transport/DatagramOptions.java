package dev.gyre.loop.transport;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.LoopSocket;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how {@link dev.gyre.loop.EventLoop#createDatagramEndpoint} opens a datagram socket.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: a socket among the options is taken by the operation, so such options serve once; all others
 * serve as often as wanted.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses by {@link IllegalArgumentException}: {@code sock} together with
 * anything but {@code option}; neither address, family nor {@code sock}; a Unix and an internet address together.
 *
 * <p><b>Differences from asyncio</b>: addresses are {@link java.net.SocketAddress}es; an unresolved one is resolved by
 * the operation. {@code option} is new; multicast is joined on the socket.
 */
public final class DatagramOptions {
    private final @Nullable SocketAddress localAddress;
    private final @Nullable SocketAddress remoteAddress;
    private final @Nullable ProtocolFamily family;
    private final int proto;
    private final Set<AddressFlag> flags;
    private final boolean reusePort;
    private final boolean allowBroadcast;
    private final @Nullable LoopSocket sock;
    private final Map<SocketOption<?>, Object> options;

    private DatagramOptions(Builder builder) {
        localAddress = builder.localAddress;
        remoteAddress = builder.remoteAddress;
        family = builder.family;
        proto = builder.proto;
        flags = builder.flags;
        reusePort = builder.reusePort;
        allowBroadcast = builder.allowBroadcast;
        sock = builder.sock;
        options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    }

    /**
     * Makes options for a socket that is bound to an address.
     *
     * @param local the address
     * @return the options
     */
    public static DatagramOptions at(SocketAddress local) {
        return builder().localAddress(Objects.requireNonNull(local, "local")).build();
    }

    /**
     * Makes options for a socket that is connected to an address.
     *
     * @param remote the address
     * @return the options
     */
    public static DatagramOptions to(SocketAddress remote) {
        return builder().remoteAddress(Objects.requireNonNull(remote, "remote")).build();
    }

    /**
     * {@return a builder with nothing set but the defaults}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a builder with what is set here}
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * {@return the address to bind to; null for none}
     */
    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    /**
     * {@return the address to connect to, which then is the only peer; null for any peer}
     */
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /**
     * {@return the address family; null leaves it to the addresses}
     */
    public @Nullable ProtocolFamily family() {
        return family;
    }

    /**
     * {@return the protocol number for resolving; 0 for any}
     */
    public int proto() {
        return proto;
    }

    /**
     * {@return the flags for resolving names}
     */
    public Set<AddressFlag> flags() {
        return flags;
    }

    /**
     * {@return whether several sockets may be bound to the same address ({@code SO_REUSEPORT}); false unless set}
     */
    public boolean reusePort() {
        return reusePort;
    }

    /**
     * {@return whether broadcast addresses may be sent to ({@code SO_BROADCAST}); false unless set}
     */
    public boolean allowBroadcast() {
        return allowBroadcast;
    }

    /**
     * {@return the datagram socket to use, or null}
     */
    public @Nullable LoopSocket sock() {
        return sock;
    }

    /**
     * {@return the socket options to set, in the order they were given, unmodifiable}
     */
    public Map<SocketOption<?>, Object> options() {
        return options;
    }

    /**
     * Makes {@link DatagramOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable SocketAddress localAddress;
        private @Nullable SocketAddress remoteAddress;
        private @Nullable ProtocolFamily family;
        private int proto;
        private Set<AddressFlag> flags = Set.of();
        private boolean reusePort;
        private boolean allowBroadcast;
        private @Nullable LoopSocket sock;
        private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

        private Builder() {}

        private Builder(DatagramOptions from) {
            localAddress = from.localAddress;
            remoteAddress = from.remoteAddress;
            family = from.family;
            proto = from.proto;
            flags = from.flags;
            reusePort = from.reusePort;
            allowBroadcast = from.allowBroadcast;
            sock = from.sock;
            options.putAll(from.options);
        }

        /**
         * Sets the address to bind to.
         *
         * @param localAddress the address, internet or Unix, resolved or not
         * @return this builder
         */
        public Builder localAddress(@Nullable SocketAddress localAddress) {
            this.localAddress = localAddress;
            return this;
        }

        /**
         * Sets the address to connect to, which then is the only peer.
         *
         * @param remoteAddress the address, internet or Unix, resolved or not
         * @return this builder
         */
        public Builder remoteAddress(@Nullable SocketAddress remoteAddress) {
            this.remoteAddress = remoteAddress;
            return this;
        }

        /**
         * Sets the address family.
         *
         * @param family the family; null leaves it to the addresses
         * @return this builder
         */
        public Builder family(@Nullable ProtocolFamily family) {
            this.family = family;
            return this;
        }

        /**
         * Sets the protocol number for resolving.
         *
         * @param proto the number, not negative
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder proto(int proto) {
            OptionChecks.notNegative("proto", proto);
            this.proto = proto;
            return this;
        }

        /**
         * Sets the flags for resolving names.
         *
         * @param flags the flags
         * @return this builder
         */
        public Builder flags(Set<AddressFlag> flags) {
            this.flags = Set.copyOf(flags);
            return this;
        }

        /**
         * Sets whether several sockets may be bound to the same address ({@code SO_REUSEPORT}).
         *
         * @param reusePort whether they may, provided that all of them say so
         * @return this builder
         */
        public Builder reusePort(boolean reusePort) {
            this.reusePort = reusePort;
            return this;
        }

        /**
         * Sets whether broadcast addresses may be sent to ({@code SO_BROADCAST}).
         *
         * @param allowBroadcast whether they may
         * @return this builder
         */
        public Builder allowBroadcast(boolean allowBroadcast) {
            this.allowBroadcast = allowBroadcast;
            return this;
        }

        /**
         * Sets the datagram socket to use.
         *
         * @param sock the socket; one that is no datagram socket, or has an operation under way, is refused and stays
         *     the caller's, and one that somebody else has is not touched; otherwise the operation takes it, and closes it
         *     when it fails
         * @return this builder
         */
        public Builder sock(@Nullable LoopSocket sock) {
            this.sock = sock;
            return this;
        }

        /**
         * Adds a socket option. It is set before the socket is bound or connected; one that the socket does not have
         * fails the operation.
         *
         * @param <T> the type of its value
         * @param option the option
         * @param value its value
         * @return this builder
         */
        public <T> Builder option(SocketOption<T> option, T value) {
            options.put(Objects.requireNonNull(option, "option"), Objects.requireNonNull(value, option.name()));
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when options conflict or something is missing
         */
        public DatagramOptions build() {
            boolean address = localAddress != null || remoteAddress != null;
            if (sock != null) {
                OptionChecks.conflict(localAddress != null, "localAddress", "sock");
                OptionChecks.conflict(remoteAddress != null, "remoteAddress", "sock");
                OptionChecks.conflict(family != null, "family", "sock");
                OptionChecks.conflict(proto != 0, "proto", "sock");
                OptionChecks.conflict(!flags.isEmpty(), "flags", "sock");
                OptionChecks.conflict(reusePort, "reusePort", "sock");
                OptionChecks.conflict(allowBroadcast, "allowBroadcast", "sock");
            } else if (!address && family == null) {
                throw new IllegalArgumentException(
                        "Neither an address nor a family nor sock is given; one of them says which socket to open");
            }
            OptionChecks.sameKind(localAddress, remoteAddress, family);
            return new DatagramOptions(this);
        }
    }
}
