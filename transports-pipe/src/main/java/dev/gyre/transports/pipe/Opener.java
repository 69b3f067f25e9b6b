package dev.gyre.transports.pipe;

import dev.gyre.linux.Linux;
import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.TimerHandle;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.PipeEnd;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens one end, by the way that is there for it, for one operation. */
final class Opener {
    private static final Duration FIRST_LOOK = Duration.ofMillis(2);
    private static final Duration LONGEST = Duration.ofMillis(100);

    /** Who waits for the end; hears one of the two, once, on the loop's thread. */
    interface Waiting {
        void opened(Opened opened);

        void failed(Throwable cause);
    }

    private final EventLoop loop;
    private final Direction direction;
    private final boolean portable;
    private @Nullable TimerHandle look;
    private @Nullable BlockingOpen blocking;
    private boolean cancelled;

    Opener(EventLoop loop, Direction direction, boolean portable) {
        this.loop = loop;
        this.direction = direction;
        this.portable = portable;
    }

    void open(PipeEnd end, Waiting waiting) {
        try {
            needPipes();
            switch (end) {
                case PipeEnd.Channel given -> waiting.opened(channel(given.channel()));
                case PipeEnd.Descriptor given -> waiting.opened(descriptor(given.descriptor()));
                case PipeEnd.File file -> openPath(file.path(), waiting);
                case PipeEnd.Input input -> waiting.opened(input(input.stream()));
                case PipeEnd.Output output -> waiting.opened(output(output.stream()));
            }
        } catch (IOException e) {
            discard(end);
            waiting.failed(Failures.of("open " + end, e));
        } catch (RuntimeException | Error e) {
            discard(end);
            waiting.failed(e);
        }
    }

    private void needPipes() {
        if (!loop.io().capabilities().contains(Capability.PIPE)) {
            throw new UnsupportedOperationException(
                    "The backend " + loop.backend() + " has no pipes: it lacks the capability " + Capability.PIPE);
        }
    }

    private boolean takesDescriptors() {
        return loop.io().capabilities().contains(Capability.ADOPT_DESCRIPTOR);
    }

    private boolean isNative() {
        return !portable && takesDescriptors() && Linux.problem() == null;
    }

    // Descriptors

    private Opened descriptor(int number) throws IOException {
        if (Standard.is(number)) {
            return isNative() ? standard(number) : pumpedStandard(number);
        }
        if (!takesDescriptors()) {
            throw new UnsupportedOperationException("Cannot serve descriptor " + number
                    + ", nor close it: the backend " + loop.backend() + " lacks the capability "
                    + Capability.ADOPT_DESCRIPTOR + ", which takes a flag (README, \"Flags\")");
        }
        FileTypes type = typeOf(number);
        return new Opened(loop.io().sockets().own(number), type == FileTypes.WITH_PEER, Behind.NOTHING);
    }

    private static FileTypes typeOf(int number) throws IOException {
        return FileTypes.of(FileTypes.ofDescriptor(number), "descriptor " + number);
    }

    private Opened standard(int number) throws IOException {
        FileTypes type = typeOf(number);
        return new Opened(
                loop.io().sockets().own(Standard.duplicate(number)), type == FileTypes.WITH_PEER, Standard.of(number));
    }

    /** Where nothing can be told of it, it is taken for a pipe. */
    private Opened pumpedStandard(int number) throws IOException {
        if (FileTypes.ofDescriptor(number).toFile().exists()) {
            typeOf(number);
        }
        return switch (number) {
            case 0 -> input(new FileInputStream(FileDescriptor.in));
            case 1 -> output(new FileOutputStream(FileDescriptor.out));
            default -> output(new FileOutputStream(FileDescriptor.err));
        };
    }

    // Channels

    /** A channel whose descriptor the backend is not told is left to a thread. */
    private Opened channel(SelectableChannel channel) throws IOException {
        if (loop.io().capabilities().contains(Capability.WATCH_CHANNEL)) {
            return new Opened(Owned.channel(channel), true, Behind.NOTHING);
        }
        channel.configureBlocking(true);
        return switch (channel) {
            case ReadableByteChannel source when direction == Direction.READ -> input(Channels.newInputStream(source));
            case WritableByteChannel sink when direction == Direction.WRITE -> output(Channels.newOutputStream(sink));
            default ->
                throw new IllegalArgumentException(
                        channel + " cannot be " + (direction == Direction.READ ? "read" : "written"));
        };
    }

    // Streams

    private Opened input(InputStream stream) throws IOException {
        if (direction != Direction.READ) {
            throw new IllegalArgumentException("Cannot write to " + stream + ", an InputStream");
        }
        return pumped(() -> stream, stream);
    }

    private Opened pumped(Pump.Opening<InputStream> opening, Closeable closing) throws IOException {
        Near pipe = Near.open(loop, Direction.READ);
        return new Opened(pipe.near(), true, Pump.from(opening, closing, (WritableByteChannel) pipe.far()));
    }

    private Opened output(OutputStream stream) throws IOException {
        if (direction != Direction.WRITE) {
            throw new IllegalArgumentException("Cannot read from " + stream + ", an OutputStream");
        }
        Near pipe = Near.open(loop, Direction.WRITE);
        return new Opened(pipe.near(), true, Pump.to(() -> stream, stream, (ReadableByteChannel) pipe.far()));
    }

    // Paths

    private void openPath(Path path, Waiting waiting) throws IOException {
        FileTypes type = FileTypes.of(path, path);
        if (isNative()) {
            openNatively(path, type, waiting, FIRST_LOOK);
        } else if (direction == Direction.READ) {
            BlockingOpen opening = new BlockingOpen(path, direction);
            waiting.opened(pumped(() -> Channels.newInputStream(opening.open()), opening::giveUp));
        } else {
            openOnThread(path, waiting);
        }
    }

    /** A FIFO has no way to tell of its first reader but to be opened again (ENXIO in fifo(7)). */
    private void openNatively(Path path, FileTypes type, Waiting waiting, Duration next) throws IOException {
        int descriptor = NativeFiles.open(path, direction);
        if (descriptor == NativeFiles.NO_READER && type == FileTypes.WITH_PEER) {
            look = loop.callLater(next, () -> {
                try {
                    Duration twice = next.multipliedBy(2);
                    openNatively(path, type, waiting, twice.compareTo(LONGEST) < 0 ? twice : LONGEST);
                } catch (IOException e) {
                    waiting.failed(e);
                }
            });
            return;
        }
        NativeFiles.check(path, descriptor);
        waiting.opened(new Opened(loop.io().sockets().own(descriptor), type == FileTypes.WITH_PEER, Behind.NOTHING));
    }

    private void openOnThread(Path path, Waiting waiting) throws IOException {
        BlockingOpen opening = new BlockingOpen(path, direction);
        blocking = opening;
        Near pipe = Near.open(loop, Direction.WRITE);
        Pump[] pump = new Pump[1];
        Pump.Opening<OutputStream> open = () -> {
            try {
                OutputStream opened = Channels.newOutputStream(opening.open());
                tell(pipe, () -> openedOnThread(pipe, pump[0], waiting));
                return opened;
            } catch (IOException e) {
                tell(pipe, () -> {
                    loop.io().sockets().close(pipe.near());
                    waiting.failed(Failures.of("open " + path, e));
                });
                throw e;
            }
        };
        pump[0] = Pump.to(open, opening::giveUp, (ReadableByteChannel) pipe.far());
    }

    /** A loop that was closed meanwhile leaves the pipe to be closed here. */
    private void tell(Near pipe, Callback news) {
        try {
            loop.callSoonThreadsafe(news);
        } catch (IllegalStateException e) {
            loop.io().sockets().close(pipe.near());
            throw e;
        }
    }

    private void openedOnThread(Near pipe, Pump pump, Waiting waiting) {
        blocking = null;
        if (cancelled) {
            loop.io().sockets().close(pipe.near());
            pump.drop();
        } else {
            waiting.opened(new Opened(pipe.near(), true, pump));
        }
    }

    // The end

    /** Waits no longer for another side. */
    void cancel() {
        cancelled = true;
        TimerHandle timer = look;
        if (timer != null) {
            timer.cancel();
        }
        BlockingOpen opening = blocking;
        if (opening != null) {
            try {
                opening.giveUp();
            } catch (IOException e) {
                PipeTransport.LOG.log(System.Logger.Level.WARNING, "A thread goes on waiting for a reader", e);
            }
        }
    }

    /** Closes an end that was given and is not going to be used; the standard descriptors stay as they are. */
    void discard(PipeEnd end) {
        try {
            switch (end) {
                case PipeEnd.Channel channel -> close(channel.channel());
                case PipeEnd.Descriptor given -> closeDescriptor(given.descriptor());
                case PipeEnd.Input input -> closeElsewhere(input.stream());
                case PipeEnd.Output output -> closeElsewhere(output.stream());
                case PipeEnd.File file -> {}
            }
        } catch (IOException | RuntimeException e) {
            PipeTransport.LOG.log(System.Logger.Level.DEBUG, "Closing " + end + " failed", e);
        }
    }

    private static void close(SelectableChannel channel) throws IOException {
        channel.close();
    }

    private void closeDescriptor(int number) {
        if (!Standard.is(number) && takesDescriptors()) {
            loop.io().sockets().close(loop.io().sockets().own(number));
        }
    }

    private static void closeElsewhere(Closeable stream) {
        Thread.ofVirtual().name("gyre-pipe-closing").start(() -> {
            try {
                stream.close();
            } catch (IOException e) {
                PipeTransport.LOG.log(System.Logger.Level.DEBUG, "Closing " + stream + " failed", e);
            }
        });
    }
}
