package dev.gyre.loop.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How to speak TLS. Provisional.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: parameters and bytes are copied, coming in and going out; the context is shared.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses conflicting options by {@link IllegalArgumentException}.
 *
 * <p><b>Differences from asyncio</b>: takes the place of the {@code ssl} argument and of those that go with it.
 * Operations that have such options of their own prefer these; see their {@code tls()}.
 */
public final class TlsOptions {
    /** How long a handshake may take unless set otherwise. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(60);
    /** How long a shutdown may take unless set otherwise. */
    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private final @Nullable SSLContext context;
    private final boolean serverSide;
    private final @Nullable String serverHostname;
    private final Duration handshakeTimeout;
    private final Duration shutdownTimeout;
    private final List<String> applicationProtocols;
    private final @Nullable SSLParameters parameters;
    private final ByteBuffer alreadyReceived;

    private TlsOptions(Builder builder) {
        context = builder.context;
        serverSide = builder.serverSide;
        serverHostname = builder.serverHostname;
        handshakeTimeout = builder.handshakeTimeout;
        shutdownTimeout = builder.shutdownTimeout;
        applicationProtocols = builder.applicationProtocols;
        parameters = builder.parameters;
        alreadyReceived = builder.alreadyReceived;
    }

    /**
     * Makes options for clients with a context.
     *
     * @param context the context
     * @return the options
     */
    public static TlsOptions client(SSLContext context) {
        return builder().context(Objects.requireNonNull(context, "context")).build();
    }

    /**
     * Makes options for servers.
     *
     * @param context the context, with a key
     * @return the options
     */
    public static TlsOptions server(SSLContext context) {
        return builder()
                .context(Objects.requireNonNull(context, "context"))
                .serverSide(true)
                .build();
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
     * {@return the context; null for the platform's default one}
     */
    public @Nullable SSLContext context() {
        return context;
    }

    /**
     * {@return whether this is the server of the handshake}
     */
    public boolean serverSide() {
        return serverSide;
    }

    /**
     * {@return the name the server's certificate is checked against and that is sent to it (SNI); null leaves it to the
     * operation; empty checks and sends none}
     */
    public @Nullable String serverHostname() {
        return serverHostname;
    }

    /**
     * {@return how long the handshake may take; 60 s unless set}
     */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /**
     * {@return how long the shutdown may take before the connection is aborted; 30 s unless set}
     */
    public Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /**
     * {@return the application protocols to offer or accept (ALPN), the preferred first; empty for none}
     */
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }

    /**
     * {@return a copy of further parameters for the engine, such as protocol versions, cipher suites or the client's
     * authentication; null for the context's. Host name and application protocols of these options win over the ones in
     * there}
     */
    public @Nullable SSLParameters parameters() {
        return OptionChecks.copy(parameters);
    }

    /**
     * {@return bytes of the handshake that were received before it began, read-only; empty for none}
     */
    public ByteBuffer alreadyReceived() {
        return alreadyReceived.duplicate();
    }

    /**
     * Makes {@link TlsOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable SSLContext context;
        private boolean serverSide;
        private @Nullable String serverHostname;
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private Duration shutdownTimeout = DEFAULT_SHUTDOWN_TIMEOUT;
        private List<String> applicationProtocols = List.of();
        private @Nullable SSLParameters parameters;
        private ByteBuffer alreadyReceived = OptionChecks.NOTHING;

        private Builder() {}

        private Builder(TlsOptions from) {
            context = from.context;
            serverSide = from.serverSide;
            serverHostname = from.serverHostname;
            handshakeTimeout = from.handshakeTimeout;
            shutdownTimeout = from.shutdownTimeout;
            applicationProtocols = from.applicationProtocols;
            parameters = from.parameters;
            alreadyReceived = from.alreadyReceived;
        }

        /**
         * Sets the context.
         *
         * @param context the context, null for the default one, which only clients can use
         * @return this builder
         */
        public Builder context(@Nullable SSLContext context) {
            this.context = context;
            return this;
        }

        /**
         * Sets whether this is the server of the handshake.
         *
         * @param serverSide whether it is; false unless set. Operations whose side is known set it themselves
         * @return this builder
         */
        public Builder serverSide(boolean serverSide) {
            this.serverSide = serverSide;
            return this;
        }

        /**
         * Sets the name the server's certificate is checked against. The server side does not look at it.
         *
         * @param serverHostname the name; null for what the operation connects to; empty for no check
         * @return this builder
         */
        public Builder serverHostname(@Nullable String serverHostname) {
            this.serverHostname = serverHostname;
            return this;
        }

        /**
         * Sets how long the handshake may take.
         *
         * @param handshakeTimeout the time, above zero; null for the default
         * @return this builder
         * @throws IllegalArgumentException when it is not above zero
         */
        public Builder handshakeTimeout(@Nullable Duration handshakeTimeout) {
            OptionChecks.positive("handshakeTimeout", handshakeTimeout);
            this.handshakeTimeout = handshakeTimeout == null ? DEFAULT_HANDSHAKE_TIMEOUT : handshakeTimeout;
            return this;
        }

        /**
         * Sets how long the shutdown may take before the connection is aborted.
         *
         * @param shutdownTimeout the time, above zero; null for the default
         * @return this builder
         * @throws IllegalArgumentException when it is not above zero
         */
        public Builder shutdownTimeout(@Nullable Duration shutdownTimeout) {
            OptionChecks.positive("shutdownTimeout", shutdownTimeout);
            this.shutdownTimeout = shutdownTimeout == null ? DEFAULT_SHUTDOWN_TIMEOUT : shutdownTimeout;
            return this;
        }

        /**
         * Sets the application protocols to offer or accept (ALPN).
         *
         * @param applicationProtocols the protocols, each of 1 to 255 bytes
         * @return this builder
         * @throws IllegalArgumentException when a name is empty or too long
         */
        public Builder applicationProtocols(List<String> applicationProtocols) {
            for (String protocol : applicationProtocols) {
                if (protocol.isEmpty() || protocol.length() > 255) {
                    throw new IllegalArgumentException("Application protocol \"" + protocol + "\" has "
                            + protocol.length() + " bytes; a name has 1 to 255");
                }
            }
            this.applicationProtocols = List.copyOf(applicationProtocols);
            return this;
        }

        /**
         * Sets further parameters for the engine.
         *
         * @param parameters the parameters, copied; null for the context's
         * @return this builder
         */
        public Builder parameters(@Nullable SSLParameters parameters) {
            this.parameters = OptionChecks.copy(parameters);
            return this;
        }

        /**
         * Hands over bytes that were received before the handshake began; they go into it first. What the transport
         * itself holds need not be given.
         *
         * @param alreadyReceived the bytes between position and limit, copied and consumed
         * @return this builder
         */
        public Builder alreadyReceived(ByteBuffer alreadyReceived) {
            this.alreadyReceived = OptionChecks.copy(alreadyReceived);
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when it is the server side without a context
         */
        public TlsOptions build() {
            if (serverSide && context == null) {
                throw new IllegalArgumentException(
                        "The server side of TLS needs a context with a key; the default one has none");
            }
            return new TlsOptions(this);
        }
    }
}
