package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pipe ends and what is like them: channels of the JDK, and descriptors over which it makes some. */
final class NioPipes {
    private static final int TYPE = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int SOCKET = 0xc000;
    private static final int ACCESS = 3;
    private static final int WRITE_ONLY = 1;
    private static final int NEVER_WAITS = 0x800;
    private static final String FLAGS = "flags:";

    private NioPipes() {}

    static Adoption judge(PortKind wanted, SelectableChannel channel) {
        boolean fits =
                switch (channel) {
                    case Pipe.SourceChannel _ -> wanted == PortKind.READ_PIPE;
                    case Pipe.SinkChannel _ -> wanted == PortKind.WRITE_PIPE;
                    case SocketChannel stream -> stream.isConnected();
                    default -> false;
                };
        return fits
                ? Adoption.yes()
                : Adoption.no(channel + " cannot serve as " + wanted + ", which takes a "
                        + (wanted == PortKind.READ_PIPE ? "Pipe.SourceChannel" : "Pipe.SinkChannel")
                        + " or a connected SocketChannel");
    }

    static Adoption judge(PortKind wanted, Owned what) {
        try {
            int type = type(what.descriptor());
            if (type != FIFO && type != CHARACTER_DEVICE && type != SOCKET) {
                return Adoption.no(
                        what + " is neither a pipe nor a socket nor a character device, and cannot serve as " + wanted);
            }
            int access = flags(what.descriptor()) & ACCESS;
            return access == (wanted == PortKind.READ_PIPE ? WRITE_ONLY : 0)
                    ? Adoption.no(what + " is open for " + (access == 0 ? "reading" : "writing")
                            + " alone and cannot serve as " + wanted)
                    : Adoption.yes();
        } catch (IOException e) {
            return Adoption.no(what + " is not open");
        }
    }

    private static int type(int descriptor) throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self/fd/" + descriptor), "unix:mode") & TYPE;
    }

    /** {@return the flags that a descriptor was opened with or given since, as proc(5) has them} */
    private static int flags(int descriptor) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor))) {
            if (line.startsWith(FLAGS)) {
                return Integer.parseInt(line.substring(FLAGS.length()).strip(), 8);
            }
        }
        throw new IOException("/proc does not tell the flags of descriptor " + descriptor);
    }

    /** {@return the channel of a pipe's end, which is made over its descriptor if it has none} */
    static SelectableChannel channel(PortKind kind, Owned what) throws IOException {
        SelectableChannel present = what.channel();
        if (present != null) {
            return present;
        }
        int descriptor = what.descriptor();
        if ((flags(descriptor) & NEVER_WAITS) == 0) {
            what.waitsAgain(true);
        }
        SelectableChannel made =
                kind == PortKind.READ_PIPE ? JdkInternals.source(descriptor) : JdkInternals.sink(descriptor);
        what.attach(made);
        return made;
    }

    /**
     * {@return whether a selector hears of a channel; it hears of none over a device that is always ready}
     *
     * @param known the descriptor that it was made over, or {@link Owned#NO_DESCRIPTOR} where the JDK has made both
     */
    static boolean isReported(int known) throws IOException {
        return known == Owned.NO_DESCRIPTOR || type(known) != CHARACTER_DEVICE || JdkInternals.isWatchable(known);
    }

    static boolean isPipe(int descriptor) throws IOException {
        return type(descriptor) == FIFO;
    }

    static boolean isSocket(int descriptor) throws IOException {
        return type(descriptor) == SOCKET;
    }
}
