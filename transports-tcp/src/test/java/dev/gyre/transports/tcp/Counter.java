package dev.gyre.transports.tcp;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A buffered protocol that counts and sums bytes and keeps none. */
final class Counter implements BufferedProtocol<Transport> {
    long count;
    long sum;
    boolean lost;
    private final LoopRig rig;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

    Counter(LoopRig rig) {
        this.rig = rig;
    }

    @Override
    public ByteBuffer getBuffer(int sizeHint) {
        return buffer.clear();
    }

    @Override
    public void bufferUpdated(int received) {
        for (int i = 0; i < received; i++) {
            sum = sum * 31 + buffer.get(i);
        }
        count += received;
        rig.poke();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        lost = true;
        rig.poke();
    }
}
