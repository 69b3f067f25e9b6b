package dev.gyre.transports.socket;

import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends descriptors with the first bytes, and then the rest of those. */
final class SendDescriptors implements Operation.Attempt<Void> {
    /** What one message of the kernel takes (SCM_MAX_FD, unix(7)). */
    private static final int MOST = 253;

    private final ByteBuffer data;
    private final int[] descriptors;
    private final SendAll rest;
    private boolean passed;

    SendDescriptors(ByteBuffer data, int[] descriptors) {
        if (!data.hasRemaining()) {
            throw new IllegalArgumentException("Descriptors go with bytes, and there are none; send at least one");
        }
        if (descriptors.length > MOST) {
            throw new IllegalArgumentException(
                    descriptors.length + " descriptors are more than go at a time, which are " + MOST);
        }
        this.data = data;
        this.descriptors = descriptors.clone();
        this.rest = new SendAll(data, SocketKind.STREAM);
    }

    @Override
    public Operation.@Nullable Result<Void> make(SocketHandle handle) throws IOException {
        if (!passed) {
            if (handle.sendPassing(data, descriptors) == Outcome.WOULD_BLOCK) {
                return null;
            }
            passed = true;
        }
        return data.hasRemaining() ? rest.make(handle) : SendAll.DONE;
    }
}
