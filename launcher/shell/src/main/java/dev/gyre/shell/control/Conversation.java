package dev.gyre.shell.control;

import dev.gyre.shell.protocol.Frame;
import java.io.IOException;

/** One kind of session, without its connection. */
interface Conversation extends AutoCloseable {
    /** Works until it is over; on the session's own thread. Returns the exit code. */
    int run() throws IOException;

    /** Takes what the client sent; on the reading thread, which it may hold up. */
    void receive(Frame frame) throws IOException;

    /** Ends {@link #run} soon: the client has gone, or the container stops. Any thread. */
    void end();

    /** Ends {@link #run} after the command that runs. Any thread. */
    void endAfterCommand();

    /** Lets the command that runs finish by itself, for a time; returns whether it did. */
    boolean awaitIdle(long millis);

    /** {@return whether the calling thread runs one of its commands} */
    boolean isCaller();

    /** Tells the client that the container stops. */
    void sayGoodbye() throws IOException;

    @Override
    void close();
}
