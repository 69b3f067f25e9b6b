package dev.gyre.transports.tcp;

import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of a transport and the calls to it. Whether it is lent the bytes or gives the memory is looked at when it is set. What a
 * call throws goes to {@link StreamTransport#failed}.
 */
final class ProtocolCalls {
    private final StreamTransport transport;
    private StreamProtocol<? super Transport> protocol;
    private @Nullable Protocol<?> streaming;
    private @Nullable BufferedProtocol<?> buffered;
    private @Nullable BufferedProtocol<?> lender;

    ProtocolCalls(StreamTransport transport, StreamProtocol<? super Transport> first) {
        this.transport = transport;
        this.protocol = first;
        choose(first);
    }

    /**
     * Refuses what a stream transport cannot call.
     *
     * @throws IllegalArgumentException when it is neither a streaming nor a buffered protocol
     */
    static void check(BaseProtocol<?> protocol) {
        if (!(protocol instanceof Protocol<?> || protocol instanceof BufferedProtocol<?>)) {
            throw new IllegalArgumentException("A stream transport calls a Protocol or a BufferedProtocol, and "
                    + protocol.getClass().getName() + " is neither");
        }
    }

    StreamProtocol<? super Transport> protocol() {
        return protocol;
    }

    /** The caller answers for the protocol's type parameter, as {@code setProtocol} says. */
    @SuppressWarnings("unchecked")
    void protocol(BaseProtocol<?> next) {
        check(next);
        protocol = (StreamProtocol<? super Transport>) next;
        choose(protocol);
    }

    private void choose(StreamProtocol<?> chosen) {
        buffered = chosen instanceof BufferedProtocol<?> giver ? giver : null;
        streaming = buffered == null ? (Protocol<?>) chosen : null;
    }

    void made() {
        try {
            protocol.connectionMade(transport);
        } catch (Throwable e) {
            transport.failed("connectionMade", e);
        }
    }

    void lost(@Nullable Throwable cause) {
        try {
            protocol.connectionLost(cause);
        } catch (Throwable e) {
            transport.failed("connectionLost", e);
        }
    }

    /** The protocol's buffer; null when it is to be lent the loop's view, or has just failed. */
    @Nullable
    ByteBuffer buffer(int sizeHint) {
        BufferedProtocol<?> asked = buffered;
        lender = asked;
        if (asked == null) {
            return null;
        }
        try {
            return usable(asked.getBuffer(sizeHint));
        } catch (Throwable e) {
            transport.failed("getBuffer", e);
            return null;
        }
    }

    private static ByteBuffer usable(@Nullable ByteBuffer buffer) {
        if (buffer == null || !buffer.hasRemaining() || buffer.isReadOnly()) {
            throw new IllegalStateException("getBuffer() returned "
                    + (buffer == null ? "null" : buffer.isReadOnly() ? "a read-only buffer" : "an empty buffer")
                    + "; return one with room between position and limit");
        }
        return buffer;
    }

    /** Tells who gave the buffer, also when the protocol was replaced since. */
    void filled(int count) {
        BufferedProtocol<?> giver = lender;
        if (giver == null) {
            return;
        }
        try {
            giver.bufferUpdated(count);
        } catch (Throwable e) {
            transport.failed("bufferUpdated", e);
        }
    }

    void received(ByteBuffer view) {
        Protocol<?> reader = streaming;
        if (reader == null) {
            return;
        }
        try {
            reader.dataReceived(view);
        } catch (Throwable e) {
            transport.failed("dataReceived", e);
        }
    }

    /** {@return whether the transport stays open for writing} */
    boolean eof() {
        try {
            return protocol.eofReceived();
        } catch (Throwable e) {
            transport.failed("eofReceived", e);
            return true;
        }
    }

    void pauseWriting() {
        try {
            protocol.pauseWriting();
        } catch (Throwable e) {
            transport.failed("pauseWriting", e);
        }
    }

    void resumeWriting() {
        try {
            protocol.resumeWriting();
        } catch (Throwable e) {
            transport.failed("resumeWriting", e);
        }
    }
}
