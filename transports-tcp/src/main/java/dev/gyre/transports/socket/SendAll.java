package dev.gyre.transports.socket;

import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends a buffer to its last byte, a stretch at each readiness, so that a fast peer does not keep the loop to itself; a datagram at once. */
final class SendAll implements Operation.Attempt<Void> {
    static final Operation.Result<Void> DONE = new Operation.Result<>(null);

    /** Bytes of one attempt. */
    private static final int BUDGET = 1024 * 1024;

    private final ByteBuffer data;
    private final SocketKind kind;

    SendAll(ByteBuffer data, SocketKind kind) {
        this.data = data;
        this.kind = kind;
    }

    @Override
    public Operation.@Nullable Result<Void> make(SocketHandle handle) throws IOException {
        if (kind == SocketKind.DATAGRAM) {
            return handle.send(data) == Outcome.WOULD_BLOCK ? null : DONE;
        }
        int stop = data.position() + Math.min(BUDGET, data.remaining());
        while (data.position() < stop) {
            if (handle.send(data) == Outcome.WOULD_BLOCK) {
                return null;
            }
        }
        return data.hasRemaining() ? null : DONE;
    }
}
