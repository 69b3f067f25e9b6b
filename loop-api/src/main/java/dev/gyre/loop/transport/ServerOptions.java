package dev.gyre.loop.transport;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import java.io.File;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how {@link dev.gyre.loop.EventLoop#createServer} listens: at hosts and a port, or with a listening socket.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: a socket among the options is taken by the operation, so such options serve once; all others
 * serve as often as wanted.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses conflicting options by {@link IllegalArgumentException}: {@code
 * sock} together with hosts or a port, neither of them, TLS options without TLS, TLS without a context.
 *
 * <p><b>Differences from asyncio</b>: the port is a number. {@code workers} and {@code option} are new; TCP_NODELAY is on for every
 * connection, as there.
 */
public final class ServerOptions {
    private final List<String> hosts;
    private final @Nullable Integer port;
    private final @Nullable ProtocolFamily family;
    private final Set<AddressFlag> flags;
    private final @Nullable LoopSocket sock;
    private final int backlog;
    private final @Nullable TlsOptions tls;
    private final @Nullable Duration tlsHandshakeTimeout;
    private final @Nullable Duration tlsShutdownTimeout;
    private final boolean reuseAddress;
    private final boolean reusePort;
    private final boolean keepAlive;
    private final boolean startServing;
    private final List<EventLoop> workers;
    private final Map<SocketOption<?>, Object> options;

    private ServerOptions(Builder builder) {
        hosts = builder.hosts;
        port = builder.port;
        family = builder.family;
        flags = builder.flags;
        sock = builder.sock;
        backlog = builder.backlog;
        tls = builder.tls;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        tlsShutdownTimeout = builder.tlsShutdownTimeout;
        reuseAddress = builder.reuseAddress;
        reusePort = builder.reusePort;
        keepAlive = builder.keepAlive;
        startServing = builder.startServing;
        workers = builder.workers;
        options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    }

    /**
     * Makes options that say only where to listen.
     *
     * @param host a name or a numeric address; null for all interfaces
     * @param port the port, 0 to 65535; 0 for one that the system picks
     * @return the options
     * @throws IllegalArgumentException when the port is out of range
     */
    public static ServerOptions at(@Nullable String host, int port) {
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
     * {@return the hosts to listen at, names or numeric addresses; an empty list, and an empty name in it, mean all
     * interfaces}
     */
    public List<String> hosts() {
        return hosts;
    }

    /**
     * {@return the port to listen at; 0, also when it was not set, for one that the system picks for each address}
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
     * {@return the flags for resolving names; {@link AddressFlag#PASSIVE} unless set}
     */
    public Set<AddressFlag> flags() {
        return flags;
    }

    /**
     * {@return the bound stream socket to use, or null}
     */
    public @Nullable LoopSocket sock() {
        return sock;
    }

    /**
     * {@return how many connections may wait to be accepted; 100 unless set}
     */
    public int backlog() {
        return backlog;
    }

    /**
     * {@return how to speak TLS, with server side and time-outs of these options filled in; null for no TLS}
     */
    public @Nullable TlsOptions tls() {
        return OptionChecks.serverSide(tls, tlsHandshakeTimeout, tlsShutdownTimeout);
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
     * {@return whether an address may be used whose former connections linger ({@code SO_REUSEADDR}); true on Unix,
     * false on Windows, unless set}
     */
    public boolean reuseAddress() {
        return reuseAddress;
    }

    /**
     * {@return whether several sockets may listen at the same address ({@code SO_REUSEPORT}); false unless set}
     */
    public boolean reusePort() {
        return reusePort;
    }

    /**
     * {@return whether idle connections are probed ({@code SO_KEEPALIVE}); false unless set}
     */
    public boolean keepAlive() {
        return keepAlive;
    }

    /**
     * {@return whether the server accepts connections from the start}
     */
    public boolean startServing() {
        return startServing;
    }

    /**
     * {@return the loops that serve the connections, in turn; empty for the server's own}
     */
    public List<EventLoop> workers() {
        return workers;
    }

    /**
     * {@return the socket options to set, in the order they were given, unmodifiable}
     */
    public Map<SocketOption<?>, Object> options() {
        return options;
    }

    /**
     * Makes {@link ServerOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private List<String> hosts = List.of();
        private @Nullable Integer port;
        private @Nullable ProtocolFamily family;
        private Set<AddressFlag> flags = Set.of(AddressFlag.PASSIVE);
        private @Nullable LoopSocket sock;
        private int backlog = OptionChecks.BACKLOG;
        private @Nullable TlsOptions tls;
        private @Nullable Duration tlsHandshakeTimeout;
        private @Nullable Duration tlsShutdownTimeout;
        private boolean reuseAddress = File.separatorChar == '/';
        private boolean reusePort;
        private boolean keepAlive;
        private boolean startServing = true;
        private List<EventLoop> workers = List.of();
        private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

        private Builder() {}

        private Builder(ServerOptions from) {
            hosts = from.hosts;
            port = from.port;
            family = from.family;
            flags = from.flags;
            sock = from.sock;
            backlog = from.backlog;
            tls = from.tls;
            tlsHandshakeTimeout = from.tlsHandshakeTimeout;
            tlsShutdownTimeout = from.tlsShutdownTimeout;
            reuseAddress = from.reuseAddress;
            reusePort = from.reusePort;
            keepAlive = from.keepAlive;
            startServing = from.startServing;
            workers = from.workers;
            options.putAll(from.options);
        }

        /**
         * Sets the hosts to listen at. Each address that one of them resolves to gets a listening socket.
         *
         * @param hosts the hosts; an empty list, and a null or empty entry, mean all interfaces
         * @return this builder
         */
        public Builder hosts(List<? extends @Nullable String> hosts) {
            this.hosts = OptionChecks.hosts(hosts);
            return this;
        }

        /**
         * Sets the port to listen at.
         *
         * @param port the port, 0 to 65535; 0 for one that the system picks for each address
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
         * Sets the bound stream socket to use.
         *
         * @param sock the socket; the operation takes it, and closes it when it fails
         * @return this builder
         */
        public Builder sock(@Nullable LoopSocket sock) {
            this.sock = sock;
            return this;
        }

        /**
         * Sets how many connections may wait to be accepted.
         *
         * @param backlog how many, not negative
         * @return this builder
         * @throws IllegalArgumentException when it is negative
         */
        public Builder backlog(int backlog) {
            OptionChecks.notNegative("backlog", backlog);
            this.backlog = backlog;
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
         * Sets whether an address may be used whose former connections linger ({@code SO_REUSEADDR}).
         *
         * @param reuseAddress whether it may
         * @return this builder
         */
        public Builder reuseAddress(boolean reuseAddress) {
            this.reuseAddress = reuseAddress;
            return this;
        }

        /**
         * Sets whether several sockets may listen at the same address ({@code SO_REUSEPORT}).
         *
         * @param reusePort whether they may, provided that all of them say so
         * @return this builder
         */
        public Builder reusePort(boolean reusePort) {
            this.reusePort = reusePort;
            return this;
        }

        /**
         * Sets whether idle connections are probed ({@code SO_KEEPALIVE}).
         *
         * @param keepAlive whether they are
         * @return this builder
         */
        public Builder keepAlive(boolean keepAlive) {
            this.keepAlive = keepAlive;
            return this;
        }

        /**
         * Sets whether the server accepts connections from the start.
         *
         * @param startServing false to wait for {@link Server#startServing()}
         * @return this builder
         */
        public Builder startServing(boolean startServing) {
            this.startServing = startServing;
            return this;
        }

        /**
         * Has other loops serve the connections, such as those of an {@link dev.gyre.loop.EventLoopGroup}: the server's loop accepts, and
         * hands each connection to the next of them that is open; it serves itself when none is. One whose backend cannot take the
         * connection reports that and closes it. The factory, protocols and transports then run on those
         * loops, at the same time; the server itself stays on its own.
         *
         * @param workers the loops, which may include the server's own; empty for that one alone
         * @return this builder
         */
        public Builder workers(List<EventLoop> workers) {
            this.workers = List.copyOf(workers);
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
         * Sets the one host to listen at.
         *
         * @param host the host; empty for all interfaces; null takes back what was set, which also means all
         *     interfaces, at the port
         * @return this builder
         */
        public Builder host(@Nullable String host) {
            hosts = host == null ? List.of() : List.of(host);
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when options conflict or something is missing
         */
        public ServerOptions build() {
            boolean local = !hosts.isEmpty() || port != null;
            OptionChecks.conflict(local && sock != null, "hosts and port", "sock");
            if (!local && sock == null) {
                throw new IllegalArgumentException(
                        "Neither hosts and port nor sock is given; one of them says where to listen");
            }
            OptionChecks.needsTls(tls, "tlsHandshakeTimeout", tlsHandshakeTimeout);
            OptionChecks.needsTls(tls, "tlsShutdownTimeout", tlsShutdownTimeout);
            OptionChecks.serverTls(tls);
            return new ServerOptions(this);
        }
    }
}
