package dev.gyre.loop.transport;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How {@link dev.gyre.loop.EventLoop#connectAcceptedSocket} treats a connection that was accepted elsewhere.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Errors</b>: {@link Builder#build()} refuses TLS options without TLS, and TLS without a context, by {@link
 * IllegalArgumentException}.
 *
 * <p><b>Differences from asyncio</b>: the socket is an argument of the operation.
 */
public final class AcceptedSocketOptions {
    private static final AcceptedSocketOptions PLAIN = builder().build();

    private final @Nullable TlsOptions tls;
    private final @Nullable Duration tlsHandshakeTimeout;
    private final @Nullable Duration tlsShutdownTimeout;

    private AcceptedSocketOptions(Builder builder) {
        tls = builder.tls;
        tlsHandshakeTimeout = builder.tlsHandshakeTimeout;
        tlsShutdownTimeout = builder.tlsShutdownTimeout;
    }

    /**
     * {@return options without TLS}
     */
    public static AcceptedSocketOptions plain() {
        return PLAIN;
    }

    /**
     * Makes options with TLS. Provisional.
     *
     * @param tls how
     * @return the options
     * @throws IllegalArgumentException when it has no context
     */
    public static AcceptedSocketOptions over(TlsOptions tls) {
        return builder().tls(Objects.requireNonNull(tls, "tls")).build();
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
     * Makes {@link AcceptedSocketOptions}. A second value for something replaces the first.
     *
     * <p><b>Threading</b>: one thread at a time.
     */
    public static final class Builder {
        private @Nullable TlsOptions tls;
        private @Nullable Duration tlsHandshakeTimeout;
        private @Nullable Duration tlsShutdownTimeout;

        private Builder() {}

        private Builder(AcceptedSocketOptions from) {
            tls = from.tls;
            tlsHandshakeTimeout = from.tlsHandshakeTimeout;
            tlsShutdownTimeout = from.tlsShutdownTimeout;
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
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when options conflict or something is missing
         */
        public AcceptedSocketOptions build() {
            OptionChecks.needsTls(tls, "tlsHandshakeTimeout", tlsHandshakeTimeout);
            OptionChecks.needsTls(tls, "tlsShutdownTimeout", tlsShutdownTimeout);
            OptionChecks.serverTls(tls);
            return new AcceptedSocketOptions(this);
        }
    }
}
