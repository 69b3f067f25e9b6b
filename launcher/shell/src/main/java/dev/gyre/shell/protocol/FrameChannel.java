package dev.gyre.shell.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a blocking channel.
 *
 * <p><b>Threading</b>: one thread reads; any may write, and then waits its turn. As with every channel of the JDK, interrupting a thread in here closes
 * the channel.
 */
public final class FrameChannel implements Closeable {
    /** The most bytes of a frame after its header. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    private static final int HEADER = 1 + Integer.BYTES;

    private final ByteChannel channel;
    private final Object writing = new Object();

    /**
     * Takes a channel over.
     *
     * @param channel the channel
     */
    public FrameChannel(ByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for a frame.
     *
     * @return it; null at the end
     * @throws IOException when the channel fails or what comes is no frame
     */
    public @Nullable Frame read() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        if (!fill(header)) {
            return null;
        }
        byte type = header.get();
        int length = header.getInt();
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes; at most "
                    + MAX_PAYLOAD + " are allowed");
        }
        ByteBuffer payload = ByteBuffer.allocate(length);
        if (!fill(payload)) {
            return null;
        }
        return FrameCodec.decode(type, payload.array());
    }

    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    /**
     * Sends a frame.
     *
     * @param frame it
     * @throws IOException when the other side has gone, or the frame is too long
     */
    public void write(Frame frame) throws IOException {
        byte[] payload = FrameCodec.payload(frame);
        if (payload.length > MAX_PAYLOAD) {
            throw new ProtocolException(payload.length + " bytes are too many for one frame: at most " + MAX_PAYLOAD);
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
        bytes.put(FrameCodec.type(frame)).putInt(payload.length).put(payload).flip();
        synchronized (writing) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
