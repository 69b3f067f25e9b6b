package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.transport.ProcessOptions;
import java.io.IOException;
import java.util.List;

/** A way to start children. */
interface Launcher {
    /**
     * Starts one.
     *
     * @throws IOException when it cannot; nothing is left of the attempt
     * @throws UnsupportedOperationException when this way cannot serve an option, which it names
     */
    Child launch(EventLoop loop, List<String> command, ProcessOptions options) throws IOException;
}
