package dev.gyre.loop.transport;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * One end of a pipe, or something that behaves like one: a FIFO, a socket, a terminal, a character device; or a stream of Java's. Regular files and folders are no pipes:
 * transports refuse them, as they never make one wait.
 *
 * <p><b>Threading</b>: immutable; any thread.
 *
 * <p><b>Ownership</b>: once given to a transport it is the transport's, which closes it, also when connecting fails; then the standard
 * descriptors alone are left as they were. A descriptor never waits while a transport has it. As the kernel keeps that for all who share the open file, such as the shell that
 * this process was started from, or standard input and output where both are one terminal, it is put back when the transport is closed.
 *
 * <p><b>Differences from asyncio</b>: takes the place of Python's file objects. A path is opened by the provider, which waits for the reader of a FIFO
 * that is to be written, but not on the loop's thread. Standard descriptors that are closed go to {@code /dev/null}, as the JDK has it, so that no
 * other file gets their number.
 */
public sealed interface PipeEnd {
    /**
     * Makes one of a path, such as a FIFO's or a device's. A FIFO to read has no end before its first writer has come and gone; connecting one to write is done when it has a
     * reader.
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
     * Makes one of a stream that is read by a thread of its own, which waits in it. The thread reads as much ahead as the kernel's pipe to the loop holds; one that
     * waits in a stream that does not end its waiting when it is closed stays until that has something to read.
     *
     * @param stream the stream
     * @return the end
     */
    static PipeEnd of(InputStream stream) {
        return new Input(stream);
    }

    /**
     * Makes one of a stream that is written by a thread of its own, which flushes after each piece.
     *
     * @param stream the stream
     * @return the end
     */
    static PipeEnd of(OutputStream stream) {
        return new Output(stream);
    }

    /**
     * {@return this process's standard input} What {@link System#in} has buffered is not seen, and one of the two should be used.
     */
    static PipeEnd stdin() {
        return descriptor(0);
    }

    /**
     * {@return this process's standard output} What {@link System#out} prints while the pipe is full may be lost as long as a transport has it.
     */
    static PipeEnd stdout() {
        return descriptor(1);
    }

    /**
     * {@return this process's standard error output; as {@link #stdout()}}
     */
    static PipeEnd stderr() {
        return descriptor(2);
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
     * A stream to read.
     *
     * @param stream the stream
     */
    record Input(InputStream stream) implements PipeEnd {
        /** Refuses null. */
        public Input {
            Objects.requireNonNull(stream, "stream");
        }
    }

    /**
     * A stream to write.
     *
     * @param stream the stream
     */
    record Output(OutputStream stream) implements PipeEnd {
        /** Refuses null. */
        public Output {
            Objects.requireNonNull(stream, "stream");
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
