package dev.gyre.subprocess;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.PipeEnd;
import java.io.IOException;
import java.nio.ByteBuffer;

/** This process's end of a pipe; it never waits. */
interface PipeChannel {
    /** {@return something to watch it by} */
    Owned watched();

    /** {@return how many bytes were read, 0 for none yet, −1 at the end} */
    int read(ByteBuffer direct) throws IOException;

    /** {@return how many bytes were taken} */
    int write(ByteBuffer direct) throws IOException;

    PipeEnd end();

    /** Closes it; a second call does nothing. */
    void close();
}
