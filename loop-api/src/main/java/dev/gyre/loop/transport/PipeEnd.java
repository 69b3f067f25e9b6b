package dev.gyre.loop.transport;

import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One end of a pipe, or something that behaves like one: a FIFO, a pseudo-terminal, a character device. Provisional.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: once given to a transport it is the transport's, which closes it, also when connecting fails.
 *
 * <p><b>Differences from asyncio</b>: takes the place of Python's file objects. A path is opened by the provider,
 * without waiting for the other side.
 */
public sealed interface PipeEnd {
    /**
     * Makes one of a path, such as a FIFO's or a device's.
     *
     * @param path what to open
     * @return the end
     */
    static PipeEnd of(Path path) {
        return new File(path);
    }

    /**
     * Makes one of an open descriptor.
     *
     * @param descriptor the descriptor
     * @return the end
     * @throws IllegalArgumentException when it is negative
     */
    static PipeEnd descriptor(int descriptor) {
        return new Descriptor(descriptor);
    }

    /**
     * Makes one of an open channel, such as an end of a {@link java.nio.channels.Pipe}.
     *
     * @param channel the channel; it is switched to non-blocking
     * @return the end
     */
    static PipeEnd of(SelectableChannel channel) {
        return new Channel(channel);
    }

    /**
     * A path to open.
     *
     * @param path the path
     */
    record File(Path path) implements PipeEnd {
        /** Refuses null. */
        public File {
            Objects.requireNonNull(path, "path");
        }
    }

    /**
     * An open descriptor.
     *
     * @param descriptor the descriptor, not negative
     */
    record Descriptor(int descriptor) implements PipeEnd {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException when it is negative
         */
        public Descriptor {
            if (descriptor < 0) {
                throw new IllegalArgumentException("A descriptor is not negative: " + descriptor);
            }
        }
    }

    /**
     * An open channel.
     *
     * @param channel the channel
     */
    record Channel(SelectableChannel channel) implements PipeEnd {
        /** Refuses null. */
        public Channel {
            Objects.requireNonNull(channel, "channel");
        }
    }
}
