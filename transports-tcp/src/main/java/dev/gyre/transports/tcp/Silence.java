package dev.gyre.transports.tcp;

import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Hears nothing: the listener of a stream that has no transport yet, or never will. */
enum Silence implements StreamListener {
    /** The only one. */
    LISTENER;

    /** Closes a stream that nobody is to hear of. */
    static void close(StreamHandle stream) {
        stream.listener(LISTENER);
        stream.abort(null);
    }

    @Override
    public void received(ByteBuffer view) {
        // A stream without a transport has reading off.
    }

    @Override
    public void end() {
        // As above.
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        // Who gave the stream up has said why already.
    }
}
