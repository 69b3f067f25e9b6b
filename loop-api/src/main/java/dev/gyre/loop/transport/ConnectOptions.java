package dev.gyre.loop.transport;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.LoopSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how {@link dev.gyre.loop.EventLoop#createConnection} connects: either to a host and port or with a
 * connected socket.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: a socket among the options is taken by the operation, so such options serve once; all others
 * serve as often as wanted.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses conflicting options by {@link IllegalArgumentException}: {@code
 * sock} together with anything that says where to or how to get there, neither of them, TLS options without TLS, TLS
 * without a host or server name.
 *
 * <p><b>Differences from asyncio</b>: the port is a number. With {@code sock}, everything that asyncio's manual says
 * should not be given is refused; asyncio itself refuses only host and port. {@code option} is new.
 */
public final class ConnectOptions {
    private final @Nullable String host;
    private final @Nullable Integer port;
    private final @Nullable ProtocolFamily family;
    private final int proto;
    private final Set<AddressFlag> flags;
    private final @Nullable TlsOptions tls;
    private final @Nullable String serverHostname;
    private final @Nullable Duration tlsHandshakeTimeout;
    private final @Nullable Duration tlsShutdownTimeout;
    private final @Nullable LoopSocket sock;
    private final @Nullable InetSocketAddress localAddress;
    private final @Nullable Duration happyEyeballsDelay;
    private final @Nullable Integer interleave;
    private final boolean allErrors;
    private final Map<SocketOption<?>, Object> options;

    private ConnectOptions(Builder builder) {
        host = builder.host;
        port = builder.port;
        family = builder.family;
        proto = builder.proto;
        flags = builder.flags;
        tls = builder.tls;
        serverHostname = builder.serverHostname;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        tlsShutdownTimeout = builder.tlsShutdownTimeout;
        sock = builder.sock;
        localAddress = builder.localAddress;
        happyEyeballsDelay = builder.happyEyeballsDelay;
        interleave = builder.interleave;
        allErrors = builder.allErrors;
        options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    }

    /**
     * Makes options that say only where to connect.
     *
     * @param host a name or a numeric address; null for this machine
     * @param port the port, 0 to 65535
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static ConnectOptions to(@Nullable String host, int port) {
        return builder().host(host).port(port).build();
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
     * {@return the host to connect to, a name or a numeric address; null with {@code sock}, and for this machine}
     */
    public @Nullable String host() {
        return host;
    }

    /**
     * {@return the port to connect to; 0 when it was not set}
     */
    public int port() {
        return port == null ? 0 : port;
    }

    /**
     * {@return the only address family to use, {@code INET} or {@code INET6}; null for both}
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
     * {@return how to speak TLS, with server name and time-outs of these options filled in; null for no TLS}
     */
    public @Nullable TlsOptions tls() {
        return effectiveTls();
    }

    /**
     * {@return the name the server's certificate is checked against, as set here; null leaves it to {@code tls}, then
     * to the host; empty checks none}
     */
    public @Nullable String serverHostname() {
        return serverHostname;
    }

    /**
     * {@return how long the TLS handshake may take; null leaves it to {@link #tls()}, where 60 s is the default}
     */
    public @Nullable Duration tlsHandshakeTimeout() {
        return tlsHandshakeTimeout;
    }

    /**
     * {@return how long the TLS shutdown may take; null leaves it to {@link #tls()}, where 30 s is the default}
     */
    public @Nullable Duration tlsShutdownTimeout() {
        return tlsShutdownTimeout;
    }

    /**
     * {@return the connected stream socket to use, or null}
     */
    public @Nullable LoopSocket sock() {
        return sock;
    }

    /**
     * {@return the address to bind to before connecting; null for any}
     */
    public @Nullable InetSocketAddress localAddress() {
        return localAddress;
    }

    /**
     * {@return how long an attempt goes on alone before the next address is tried beside it (RFC 8305); null tries one
     * address after the other}
     */
    public @Nullable Duration happyEyeballsDelay() {
        return happyEyeballsDelay;
    }

    /**
     * {@return how many addresses of the first family come before the families alternate; 0 keeps the order of the
     * resolver. Unless set it is 1 with {@code happyEyeballsDelay}, else 0}
     */
    public int interleave() {
        return interleave != null ? interleave : happyEyeballsDelay != null ? 1 : 0;
    }

    /**
     * {@return whether a failure tells the failure of every attempt, as suppressed exceptions, instead of a summary}
     */
    public boolean allErrors() {
        return allErrors;
    }

    /**
     * {@return the socket options to set, in the order they were given, unmodifiable}
     */
    public Map<SocketOption<?>, Object> options() {
        return options;
    }

    private @Nullable TlsOptions effectiveTls() {
        return OptionChecks.clientSide(tls, serverHostname, host, tlsHandshakeTimeout, tlsShutdownTimeout);
    }

    /**
     * Makes {@link ConnectOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable String host;
        private @Nullable Integer port;
        private @Nullable ProtocolFamily family;
        private int proto;
        private Set<AddressFlag> flags = Set.of();
        private @Nullable TlsOptions tls;
        private @Nullable String serverHostname;
        private @Nullable Duration tlsHandshakeTimeout;
        private @Nullable Duration tlsShutdownTimeout;
        private @Nullable LoopSocket sock;
        private @Nullable InetSocketAddress localAddress;
        private @Nullable Duration happyEyeballsDelay;
        private @Nullable Integer interleave;
        private boolean allErrors;
        private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

        private Builder() {}

        private Builder(ConnectOptions from) {
            host = from.host;
            port = from.port;
            family = from.family;
            proto = from.proto;
            flags = from.flags;
            tls = from.tls;
            serverHostname = from.serverHostname;
            tlsHandshakeTimeout = from.tlsHandshakeTimeout;
            tlsShutdownTimeout = from.tlsShutdownTimeout;
            sock = from.sock;
            localAddress = from.localAddress;
            happyEyeballsDelay = from.happyEyeballsDelay;
            interleave = from.interleave;
            allErrors = from.allErrors;
            options.putAll(from.options);
        }

        /**
         * Sets the host to connect to, a name or a numeric address.
         *
         * @param host the host; null for this machine
         * @return this builder
         */
        public Builder host(@Nullable String host) {
            this.host = host;
            return this;
        }

        /**
         * Sets the port to connect to.
         *
         * @param port the port, 0 to 65535
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder port(int port) {
            OptionChecks.port(port);
            this.port = port;
            return this;
        }

        /**
         * Sets the only address family to use.
         *
         * @param family the family, null for both
         * @return this builder
         * @throws IllegalArgumentException when it is another one
         */
        public Builder family(@Nullable ProtocolFamily family) {
            OptionChecks.internet(family);
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
         * Switches TLS on. Provisional.
         *
         * @param tls how; null for no TLS
         * @return this builder
         */
        public Builder tls(@Nullable TlsOptions tls) {
            this.tls = tls;
            return this;
        }

        /**
         * Sets the name the server's certificate is checked against. Needs {@link #tls}.
         *
         * @param serverHostname the name; empty for no check; null for the default
         * @return this builder
         */
        public Builder serverHostname(@Nullable String serverHostname) {
            this.serverHostname = serverHostname;
            return this;
        }

        /**
         * Sets how long the TLS handshake may take. Needs {@link #tls}.
         *
         * @param tlsHandshakeTimeout the time, above zero; null for what the TLS options say
         * @return this builder
         * @throws IllegalArgumentException when it is not above zero
         */
        public Builder tlsHandshakeTimeout(@Nullable Duration tlsHandshakeTimeout) {
            OptionChecks.positive("tlsHandshakeTimeout", tlsHandshakeTimeout);
            this.tlsHandshakeTimeout = tlsHandshakeTimeout;
            return this;
        }

        /**
         * Sets how long the TLS shutdown may take. Needs {@link #tls}.
         *
         * @param tlsShutdownTimeout the time, above zero; null for what the TLS options say
         * @return this builder
         * @throws IllegalArgumentException when it is not above zero
         */
        public Builder tlsShutdownTimeout(@Nullable Duration tlsShutdownTimeout) {
            OptionChecks.positive("tlsShutdownTimeout", tlsShutdownTimeout);
            this.tlsShutdownTimeout = tlsShutdownTimeout;
            return this;
        }

        /**
         * Sets the connected stream socket to use.
         *
         * @param sock the socket; the operation takes it, and closes it when it fails
         * @return this builder
         */
        public Builder sock(@Nullable LoopSocket sock) {
            this.sock = sock;
            return this;
        }

        /**
         * Sets the address to bind to before connecting.
         *
         * @param localAddress the address, resolved or not; null for any
         * @return this builder
         */
        public Builder localAddress(@Nullable InetSocketAddress localAddress) {
            this.localAddress = localAddress;
            return this;
        }

        /**
         * Sets how long an attempt goes on alone before the next address is tried beside it (RFC 8305).
         *
         * @param happyEyeballsDelay the time, not negative; RFC 8305 recommends 250 ms; null to try one after the other
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder happyEyeballsDelay(@Nullable Duration happyEyeballsDelay) {
            OptionChecks.notNegative("happyEyeballsDelay", happyEyeballsDelay);
            this.happyEyeballsDelay = happyEyeballsDelay;
            return this;
        }

        /**
         * Sets how many addresses of the first family come before the families alternate.
         *
         * @param interleave how many, not negative
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder interleave(int interleave) {
            OptionChecks.notNegative("interleave", interleave);
            this.interleave = interleave;
            return this;
        }

        /**
         * Sets whether a failure tells the failure of every attempt, as suppressed exceptions, instead of a summary.
         *
         * @param allErrors whether it does
         * @return this builder
         */
        public Builder allErrors(boolean allErrors) {
            this.allErrors = allErrors;
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
        public ConnectOptions build() {
            boolean remote = host != null || port != null;
            if (sock != null) {
                OptionChecks.conflict(remote, "host and port", "sock");
                OptionChecks.conflict(family != null, "family", "sock");
                OptionChecks.conflict(proto != 0, "proto", "sock");
                OptionChecks.conflict(!flags.isEmpty(), "flags", "sock");
                OptionChecks.conflict(localAddress != null, "localAddress", "sock");
                OptionChecks.conflict(happyEyeballsDelay != null, "happyEyeballsDelay", "sock");
                OptionChecks.conflict(interleave != null, "interleave", "sock");
            } else if (!remote) {
                throw new IllegalArgumentException(
                        "Neither host and port nor sock is given; one of them says where to connect");
            }
            OptionChecks.needsTls(tls, "serverHostname", serverHostname);
            OptionChecks.needsTls(tls, "tlsHandshakeTimeout", tlsHandshakeTimeout);
            OptionChecks.needsTls(tls, "tlsShutdownTimeout", tlsShutdownTimeout);
            OptionChecks.clientTls(tls, serverHostname, host);
            return new ConnectOptions(this);
        }
    }
}
