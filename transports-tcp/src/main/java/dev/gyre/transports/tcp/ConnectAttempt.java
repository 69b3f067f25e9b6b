package dev.gyre.transports.tcp;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.LoopIo;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The connect of one socket to one address. */
final class ConnectAttempt implements StreamListener {
    /** Hears how attempts end; each ends once, in a callback of its own, unless it is abandoned. */
    interface Judge {
        /** It is connected; the stream is the judge's. */
        void connected(ConnectAttempt attempt, StreamHandle stream);

        /** It has failed and its socket is closed. */
        void failed(ConnectAttempt attempt, Throwable cause);
    }

    private final LoopIo io;
    private final Judge judge;
    private @Nullable StreamHandle handle;

    ConnectAttempt(LoopIo io, Judge judge) {
        this.io = io;
        this.judge = judge;
    }

    /**
     * Opens a socket and starts to connect it.
     *
     * @param locals the addresses of that family to bind to, one of which must do; empty for any
     * @throws IOException when it failed at once; nothing is left open then
     */
    void start(
            ProtocolFamily family,
            SocketAddress remote,
            List<? extends SocketAddress> locals,
            Map<SocketOption<?>, Object> options)
            throws IOException {
        Owned socket = io.sockets().open(SocketKind.STREAM, family);
        try {
            Sockets.apply(io.sockets(), socket, options);
            bind(socket, locals);
        } catch (IOException | RuntimeException e) {
            io.sockets().close(socket);
            throw e;
        }
        handle = io.connect(socket, remote, this);
    }

    private void bind(Owned socket, List<? extends SocketAddress> locals) throws IOException {
        List<Throwable> failures = new ArrayList<>();
        for (SocketAddress local : locals) {
            try {
                io.sockets().bind(socket, local, 0);
                return;
            } catch (IOException e) {
                failures.add(Sockets.bindFailed(local, e));
            }
        }
        if (!failures.isEmpty()) {
            throw ConnectFailures.ofBinds(failures);
        }
    }

    /** Closes its socket, unless the judge has it already; the judge hears nothing of it. */
    void abandon() {
        StreamHandle started = handle;
        if (started != null) {
            handle = null;
            Silence.close(started);
        }
    }

    @Override
    public void connected() {
        StreamHandle stream = Objects.requireNonNull(handle, "handle");
        handle = null;
        judge.connected(this, stream);
    }

    @Override
    public void received(ByteBuffer view) {
        // Reading is off.
    }

    @Override
    public void end() {
        // Reading is off.
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        judge.failed(
                this,
                cause != null
                        ? cause
                        : new LoopIOException(ErrorKind.ABORTED, "The connection was closed while it was made", null));
    }
}
