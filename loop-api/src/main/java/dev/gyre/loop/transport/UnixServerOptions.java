package dev.gyre.loop.transport;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import java.net.SocketOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where and how {@link dev.gyre.loop.EventLoop#createUnixServer} listens: at a path, at an abstract name, or with a
 * listening socket.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: a socket among the options is taken by the operation, so such options serve once; all others
 * serve as often as wanted.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses by {@link IllegalArgumentException} unless exactly one of path,
 * abstract name and {@code sock} is given; also TLS options without TLS, TLS without a context, and a mode without a
 * path.
 *
 * <p><b>Differences from asyncio</b>: a path and a name of Linux's abstract namespace are told apart by option; there,
 * an abstract name begins with a zero byte. {@code mode}, {@code workers} and {@code option} are new.
 */
public final class UnixServerOptions {
    private final @Nullable Path path;
    private final @Nullable String abstractName;
    private final @Nullable LoopSocket sock;
    private final int backlog;
    private final @Nullable TlsOptions tls;
    private final @Nullable Duration tlsHandshakeTimeout;
    private final @Nullable Duration tlsShutdownTimeout;
    private final boolean startServing;
    private final boolean cleanupSocket;
    private final @Nullable Set<PosixFilePermission> mode;
    private final List<EventLoop> workers;
    private final Map<SocketOption<?>, Object> options;

    private UnixServerOptions(Builder builder) {
        path = builder.path;
        abstractName = builder.abstractName;
        sock = builder.sock;
        backlog = builder.backlog;
        tls = builder.tls;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        tlsShutdownTimeout = builder.tlsShutdownTimeout;
        startServing = builder.startServing;
        cleanupSocket = builder.cleanupSocket;
        mode = builder.mode;
        workers = builder.workers;
        options = Collections.unmodifiableMap(new LinkedHashMap<>(builder.options));
    }

    /**
     * Makes options that say only where to listen.
     *
     * @param path the socket's path
     * @return the options
     */
    public static UnixServerOptions at(Path path) {
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
     * {@return the path of the socket to listen at, or null}
     */
    public @Nullable Path path() {
        return path;
    }

    /**
     * {@return the name in Linux's abstract namespace to listen at, without the leading zero byte, or null}
     */
    public @Nullable String abstractName() {
        return abstractName;
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
     * {@return whether closing the server removes the socket's file, if it is still the same one}
     */
    public boolean cleanupSocket() {
        return cleanupSocket;
    }

    /**
     * {@return the permissions of the socket's file; null for what the process's umask leaves}
     */
    public @Nullable Set<PosixFilePermission> mode() {
        return mode;
    }

    /**
     * {@return the socket options to set, in the order they were given, unmodifiable}
     */
    public Map<SocketOption<?>, Object> options() {
        return options;
    }

    /**
     * Makes {@link UnixServerOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable Path path;
        private @Nullable String abstractName;
        private @Nullable LoopSocket sock;
        private int backlog = OptionChecks.BACKLOG;
        private @Nullable TlsOptions tls;
        private @Nullable Duration tlsHandshakeTimeout;
        private @Nullable Duration tlsShutdownTimeout;
        private boolean startServing = true;
        private boolean cleanupSocket = true;
        private @Nullable Set<PosixFilePermission> mode;
        private List<EventLoop> workers = List.of();
        private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();

        private Builder() {}

        private Builder(UnixServerOptions from) {
            path = from.path;
            abstractName = from.abstractName;
            sock = from.sock;
            backlog = from.backlog;
            tls = from.tls;
            tlsHandshakeTimeout = from.tlsHandshakeTimeout;
            tlsShutdownTimeout = from.tlsShutdownTimeout;
            startServing = from.startServing;
            cleanupSocket = from.cleanupSocket;
            mode = from.mode;
            workers = from.workers;
            options.putAll(from.options);
        }

        /**
         * Sets the path of the socket to listen at.
         *
         * @param path the path, of the default file system
         * @return this builder
         */
        public Builder path(@Nullable Path path) {
            this.path = path;
            return this;
        }

        /**
         * Sets the name in Linux's abstract namespace to listen at.
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
         * Sets whether closing the server removes the socket's file, if it is still the same one.
         *
         * @param cleanupSocket whether it does; true unless set
         * @return this builder
         */
        public Builder cleanupSocket(boolean cleanupSocket) {
            this.cleanupSocket = cleanupSocket;
            return this;
        }

        /**
         * Sets the permissions of the socket's file; it has them before the first connection is accepted. Needs {@link
         * #path}.
         *
         * @param mode the permissions; null for the default
         * @return this builder
         */
        public Builder mode(@Nullable Set<PosixFilePermission> mode) {
            this.mode = mode == null ? null : Set.copyOf(mode);
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
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when options conflict or something is missing
         */
        public UnixServerOptions build() {
            OptionChecks.exactlyOne(path, abstractName, sock);
            if (mode != null && path == null) {
                throw new IllegalArgumentException(
                        "mode is given without a path; only a socket with a path has a file");
            }
            OptionChecks.needsTls(tls, "tlsHandshakeTimeout", tlsHandshakeTimeout);
            OptionChecks.needsTls(tls, "tlsShutdownTimeout", tlsShutdownTimeout);
            OptionChecks.serverTls(tls);
            return new UnixServerOptions(this);
        }
    }
}
