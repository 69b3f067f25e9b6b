package dev.gyre.loop.transport;

import dev.gyre.loop.LoopSocket;
import java.net.SocketOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where and how {@link dev.gyre.loop.EventLoop#createUnixConnection} connects: to a path, to an abstract name, or with
 * a connected socket.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: a socket among the options is taken by the operation, so such options serve once; all others
 * serve as often as wanted.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses by {@link IllegalArgumentException} unless exactly one of path,
 * abstract name and {@code sock} is given; also TLS options without TLS, and TLS without a server name.
 *
 * <p><b>Differences from asyncio</b>: a path and a name of Linux's abstract namespace are told apart by option; there,
 * an abstract name begins with a zero byte. {@code option} is new.
 */
public final class UnixConnectOptions {
    private final @Nullable Path path;
    private final @Nullable String abstractName;
    private final @Nullable LoopSocket sock;
    private final @Nullable TlsOptions tls;
    private final @Nullable String serverHostname;
    private final @Nullable Duration tlsHandshakeTimeout;
    private final @Nullable Duration tlsShutdownTimeout;
    private final Map<SocketOption<?>, Object> options;

    private UnixConnectOptions(Builder builder) {
        path = builder.path;
        abstractName = builder.abstractName;
        sock = builder.sock;
        tls = builder.tls;
        serverHostname = builder.serverHostname;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        tlsShutdownTimeout = builder.tlsShutdownTimeout;
        options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    }

    /**
     * Makes options that say only where to connect.
     *
     * @param path the socket's path
     * @return the options
     */
    public static UnixConnectOptions to(Path path) {
        return builder().path(Objects.requireNonNull(path, "path")).build();
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
     * {@return the path of the socket to connect to, or null}
     */
    public @Nullable Path path() {
        return path;
    }

    /**
     * {@return the name in Linux's abstract namespace to connect to, without the leading zero byte, or null}
     */
    public @Nullable String abstractName() {
        return abstractName;
    }

    /**
     * {@return the connected stream socket to use, or null}
     */
    public @Nullable LoopSocket sock() {
        return sock;
    }

    /**
     * {@return how to speak TLS, with server name and time-outs of these options filled in; null for no TLS}
     */
    public @Nullable TlsOptions tls() {
        return effectiveTls();
    }

    /**
     * {@return the name the server's certificate is checked against, as set here; null leaves it to {@code tls}; empty
     * checks none}
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
     * {@return the socket options to set, in the order they were given, unmodifiable}
     */
    public Map<SocketOption<?>, Object> options() {
        return options;
    }

    private @Nullable TlsOptions effectiveTls() {
        return OptionChecks.clientSide(tls, serverHostname, null, tlsHandshakeTimeout, tlsShutdownTimeout);
    }

    /**
     * Makes {@link UnixConnectOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable Path path;
        private @Nullable String abstractName;
        private @Nullable LoopSocket sock;
        private @Nullable TlsOptions tls;
        private @Nullable String serverHostname;
        private @Nullable Duration tlsHandshakeTimeout;
        private @Nullable Duration tlsShutdownTimeout;
        private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

        private Builder() {}

        private Builder(UnixConnectOptions from) {
            path = from.path;
            abstractName = from.abstractName;
            sock = from.sock;
            tls = from.tls;
            serverHostname = from.serverHostname;
            tlsHandshakeTimeout = from.tlsHandshakeTimeout;
            tlsShutdownTimeout = from.tlsShutdownTimeout;
            options.putAll(from.options);
        }

        /**
         * Sets the path of the socket to connect to.
         *
         * @param path the path, of the default file system
         * @return this builder
         */
        public Builder path(@Nullable Path path) {
            this.path = path;
            return this;
        }

        /**
         * Sets the name in Linux's abstract namespace to connect to.
         *
         * @param abstractName the name, without the leading zero byte
         * @return this builder
         * @throws IllegalArgumentException when it is empty or begins with a zero byte
         */
        public Builder abstractName(@Nullable String abstractName) {
            OptionChecks.abstractName(abstractName);
            this.abstractName = abstractName;
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
        public UnixConnectOptions build() {
            OptionChecks.exactlyOne(path, abstractName, sock);
            OptionChecks.needsTls(tls, "serverHostname", serverHostname);
            OptionChecks.needsTls(tls, "tlsHandshakeTimeout", tlsHandshakeTimeout);
            OptionChecks.needsTls(tls, "tlsShutdownTimeout", tlsShutdownTimeout);
            OptionChecks.clientTls(tls, serverHostname, null);
            return new UnixConnectOptions(this);
        }
    }
}
