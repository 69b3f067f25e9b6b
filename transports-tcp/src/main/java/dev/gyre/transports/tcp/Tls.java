package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.TlsProvider;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import org.jspecify.annotations.Nullable;

/** Whether connections speak TLS, and how. The provider is asked for anew for each connection, so a replaced one serves the next. */
final class Tls {
    private static final Tls NONE = new Tls(null, "");

    private final @Nullable TlsOptions options;
    private final String operation;

    private Tls(@Nullable TlsOptions options, String operation) {
        this.options = options;
        this.operation = operation;
    }

    /**
     * Looks at the options of an operation, before it has done anything.
     *
     * @throws dev.gyre.loop.MissingSubsystemException when they want TLS and nobody provides it
     */
    static Tls of(EventLoop loop, @Nullable TlsOptions options, String operation) {
        if (options == null) {
            return NONE;
        }
        loop.subsystems().require(TlsProvider.class, operation);
        return new Tls(options, operation);
    }

    boolean wanted() {
        return options != null;
    }

    StreamProtocol<Transport> wrap(
            EventLoop loop, StreamProtocol<? super Transport> protocol, LoopPromise<Transport> ready) {
        if (options == null) {
            throw new IllegalStateException("No TLS is wanted");
        }
        return loop.subsystems().require(TlsProvider.class, operation).wrap(loop, protocol, options, ready);
    }
}
