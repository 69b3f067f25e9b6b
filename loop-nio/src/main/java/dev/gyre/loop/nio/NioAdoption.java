package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What java.nio can take over, whichever loop asks: its own channels; and with a flag that opens the JDK's, descriptors, over which it makes channels that own them
 * from then on.
 */
final class NioAdoption {
    private NioAdoption() {}

    /** {@return what descriptors cannot be adopted without; null when nothing is missing} */
    static @Nullable String missing() {
        String missing = missingFlag();
        return missing == null ? Inside.LACKING : missing;
    }

    /** {@return what is missing as far as that is known without looking into the JDK, which takes longer than a loop should to open} */
    static @Nullable String missingFlag() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return "Linux";
        }
        Module here = NioAdoption.class.getModule();
        return Object.class.getModule().isOpen("sun.nio.ch", here)
                ? null
                : "the flag --add-opens java.base/sun.nio.ch=" + (here.isNamed() ? here.getName() : "ALL-UNNAMED");
    }

    /** What the JDK has behind the flag, looked at once, and only where it is open. */
    private static final class Inside {
        static final @Nullable String LACKING = lacking();

        private static @Nullable String lacking() {
            try {
                JdkInternals.find();
                return null;
            } catch (ExceptionInInitializerError e) {
                Throwable cause = e.getCause();
                return "a JDK that has " + (cause instanceof JdkInternals.Closed ? cause.getMessage() : cause);
            }
        }
    }

    static Adoption judge(PortKind kind, Owned what) {
        SelectableChannel channel = what.channel();
        if (what.space() != Owned.Space.SYSTEM) {
            return Adoption.no(what + " lives in an in-memory network; backend nio reaches the kernel's sockets alone");
        }
        if (what.closed() || channel != null && !channel.isOpen()) {
            return Adoption.no(what + " is closed");
        }
        return channel == null ? judgeDescriptor(kind, what) : judge(kind, channel);
    }

    // Channels

    private static Adoption judge(PortKind kind, SelectableChannel channel) {
        if (channel.provider() != SelectorProvider.provider()) {
            return Adoption.no(
                    channel + " was made by " + channel.provider().getClass().getName()
                            + "; backend nio takes channels of the JDK's default provider");
        }
        if (kind == PortKind.READ_PIPE || kind == PortKind.WRITE_PIPE) {
            return NioPipes.judge(kind, channel);
        }
        Class<? extends SelectableChannel> wanted = typeFor(kind);
        if (!wanted.isInstance(channel)) {
            return Adoption.no(channel + " cannot serve as " + kind + ", which takes a " + wanted.getSimpleName());
        }
        boolean unaware = kind == PortKind.STREAM && !((SocketChannel) channel).isConnected();
        String missing = unaware ? missing() : null;
        return missing != null
                ? Adoption.no(channel + " was connected by another backend, which it can be told only with " + missing)
                : Adoption.yes();
    }

    private static Class<? extends SelectableChannel> typeFor(PortKind kind) {
        return switch (kind) {
            case STREAM, CONNECTING -> SocketChannel.class;
            case LISTENER -> ServerSocketChannel.class;
            case DATAGRAM -> DatagramChannel.class;
            case WATCH, READ_PIPE, WRITE_PIPE -> SelectableChannel.class;
        };
    }

    // Descriptors

    private static Adoption judgeDescriptor(PortKind wanted, Owned what) {
        String missing = missing();
        if (missing != null) {
            return Adoption.no(what + " has no JDK channel, and backend nio makes one only with " + missing);
        }
        if (wanted == PortKind.WATCH) {
            return judgeWatched(what);
        }
        if (wanted == PortKind.READ_PIPE || wanted == PortKind.WRITE_PIPE) {
            return NioPipes.judge(wanted, what);
        }
        try {
            SocketKind needed =
                    switch (wanted) {
                        case LISTENER -> SocketKind.LISTENER;
                        case DATAGRAM -> SocketKind.DATAGRAM;
                        default -> SocketKind.STREAM;
                    };
            SocketKind found = kind(what);
            if (found != needed) {
                return Adoption.no(what + " is a " + found + " socket and cannot serve as " + wanted);
            }
            family(what, found);
            return Adoption.yes();
        } catch (IOException | UnsupportedOperationException e) {
            return Adoption.no(e.getMessage() + "; it cannot serve as " + wanted);
        }
    }

    /** What is always ready is not refused by a selector, which just never reports it. */
    private static Adoption judgeWatched(Owned what) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(Path.of("/proc/self/fd/" + what.descriptor()), BasicFileAttributes.class);
            return found.isRegularFile() || found.isDirectory()
                    ? Adoption.no(what + " is a regular file or folder, which is always ready; read it in the executor")
                    : Adoption.yes();
        } catch (IOException e) {
            return Adoption.no(what + " is not open");
        }
    }

    /**
     * {@return what a descriptor is}
     *
     * @throws UnsupportedOperationException when it is no socket
     */
    static SocketKind kind(Owned what) throws IOException {
        SocketKind known = what.madeAs();
        if (known != null) {
            return known;
        }
        return switch (JdkInternals.type(what.descriptor())) {
            case JdkInternals.SOCK_DGRAM -> SocketKind.DATAGRAM;
            case JdkInternals.SOCK_STREAM ->
                JdkInternals.isListening(what.descriptor()) ? SocketKind.LISTENER : SocketKind.STREAM;
            default -> throw new UnsupportedOperationException(what + " is no socket");
        };
    }

    /** Lets a descriptor wait again that did before it was taken, if it can be reached. */
    static void waitAgain(Owned what) throws IOException {
        if (what.waitsAgain() && what.space() == Owned.Space.SYSTEM && missing() == null) {
            SelectableChannel channel = what.channel();
            if (channel == null) {
                JdkInternals.waitAgain(what.descriptor());
            } else if (channel.isOpen()) {
                JdkInternals.waitAgain(JdkInternals.descriptor(channel));
            }
        }
    }

    private static StandardProtocolFamily family(Owned what, SocketKind kind) throws IOException {
        StandardProtocolFamily family = JdkInternals.family(what.descriptor());
        if (family == null || family == StandardProtocolFamily.UNIX && kind == SocketKind.DATAGRAM) {
            throw new UnsupportedOperationException(what + " is a " + kind + " socket of "
                    + (family == null ? "a family" : "family " + family) + " that java.nio does not have");
        }
        return family;
    }

    /**
     * {@return the channel of a socket, which is made over its descriptor if it has none, and told what it has missed if it has one}
     *
     * @param wasConnected whether it is a stream's that is known to have been, whatever has become of it
     * @throws UnsupportedOperationException when there is none to be had
     */
    static SelectableChannel channel(Owned socket, boolean wasConnected) throws IOException {
        SelectableChannel present = socket.channel();
        if (present != null) {
            if (present.isOpen() && !knowsAll(present) && missing() == null) {
                JdkInternals.refresh(present, wasConnected);
            }
            return present;
        }
        String missing = missing();
        if (missing != null || socket.space() != Owned.Space.SYSTEM) {
            throw new UnsupportedOperationException(socket + " has no JDK channel"
                    + (missing == null ? "" : ", and backend nio makes one only with " + missing));
        }
        SocketKind kind = kind(socket);
        SelectableChannel made = over(socket.descriptor(), kind, family(socket, kind), wasConnected);
        socket.attach(made);
        return made;
    }

    /** {@return whether nothing can have happened to a descriptor that its channel does not know} */
    private static boolean knowsAll(SelectableChannel channel) throws IOException {
        return channel instanceof SocketChannel stream && stream.isConnected()
                || channel instanceof ServerSocketChannel listener && listener.getLocalAddress() != null;
    }

    private static SelectableChannel over(
            int descriptor, SocketKind kind, StandardProtocolFamily family, boolean wasConnected) throws IOException {
        return switch (kind) {
            case STREAM -> JdkInternals.stream(descriptor, family, wasConnected);
            case LISTENER -> JdkInternals.listener(descriptor, family);
            case DATAGRAM -> JdkInternals.datagram(descriptor, family);
        };
    }
}
