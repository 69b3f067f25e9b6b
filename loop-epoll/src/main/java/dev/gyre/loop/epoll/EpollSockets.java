package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.FileCalls;
import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sockets as descriptors; those that are channels of the JDK too, as far as their descriptor is known.
 *
 * <p><b>Threading</b>: any thread, one at a time. A socket at which nothing is under way belongs to no loop, so this has memory of its own, and not the ports'.
 */
final class EpollSockets implements SocketControl {
    private static final int SO_TYPE = 3;
    private static final int SO_ERROR = 4;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;

    private final SocketCalls calls = new SocketCalls();
    private final FileCalls fileCalls = new FileCalls();
    private final SocketAddressCodec codec = new SocketAddressCodec();
    private final OptionValues values = new OptionValues(calls);
    private final Consumer<Owned> closer = socket -> closeDescriptor(socket, socket.descriptor(), socket.toString());

    // Opening

    @Override
    public synchronized Owned open(SocketKind kind, ProtocolFamily family) throws IOException {
        int type = kind == SocketKind.DATAGRAM ? SocketCalls.SOCK_DGRAM : SocketCalls.SOCK_STREAM;
        int answer = calls.socket(number(family), type | SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC, 0);
        if (answer < 0) {
            throw EpollErrors.failure("open a " + kind + " socket of family " + family.name(), answer);
        }
        return made(answer, kind, family);
    }

    /** {@return the owner of a new socket} */
    Owned made(int descriptor, SocketKind kind, @Nullable ProtocolFamily family) {
        return Owned.descriptor(descriptor, kind, family).closedBy(closer);
    }

    @Override
    public Owned own(int descriptor) {
        return Owned.descriptor(descriptor).closedBy(closer);
    }

    /** Has something closed from here on when the loop has gone to a backend that knows no descriptors. */
    void answerFor(Owned taken) {
        taken.closedBy(closer);
    }

    private static int number(ProtocolFamily family) {
        if (family instanceof StandardProtocolFamily known) {
            return switch (known) {
                case INET -> SocketCalls.AF_INET;
                case INET6 -> SocketCalls.AF_INET6;
                case UNIX -> SocketCalls.AF_UNIX;
            };
        }
        throw new UnsupportedOperationException(
                "backend epoll has no sockets of family " + family.name() + "; it has INET, INET6 and UNIX");
    }

    /** Has a socket never wait, also in calls that cannot be told so; a descriptor that the user keeps to watch stays as it is. */
    synchronized void makeNonBlocking(Owned socket, PortKind kind, String what) throws IOException {
        SelectableChannel channel = socket.channel();
        if (channel != null) {
            channel.configureBlocking(false);
        } else if (kind != PortKind.WATCH && socket.madeAs() == null) {
            int descriptor = Descriptors.of(socket);
            int flags = fileCalls.control(descriptor, FileCalls.F_GETFL, 0);
            if (isPipe(kind) && flags >= 0 && (flags & FileCalls.O_NONBLOCK) == 0) {
                socket.waitsAgain(true);
            }
            int answer = flags < 0 || (flags & FileCalls.O_NONBLOCK) != 0
                    ? flags
                    : fileCalls.control(descriptor, FileCalls.F_SETFL, flags | FileCalls.O_NONBLOCK);
            if (answer < 0) {
                throw EpollErrors.failure("register " + what, answer);
            }
        }
    }

    private static boolean isPipe(PortKind kind) {
        return kind == PortKind.READ_PIPE || kind == PortKind.WRITE_PIPE;
    }

    // Binding

    @Override
    public synchronized void bind(Owned socket, @Nullable SocketAddress local, int backlog) throws IOException {
        Supplier<String> attempt = () -> "bind to " + local;
        int descriptor = descriptor(socket, attempt);
        int family = family(socket, descriptor, attempt);
        check(attempt, calls.bind(descriptor, codec.address(), put(local, family, attempt)));
        if (kind(socket, descriptor) == SocketKind.LISTENER) {
            check(() -> "listen at " + local, calls.listen(descriptor, backlog));
        }
    }

    private int put(@Nullable SocketAddress address, int family, Supplier<String> attempt) throws LoopIOException {
        try {
            if (address != null) {
                return Addresses.put(codec, address, family);
            }
            return family == SocketCalls.AF_UNIX ? codec.putUnnamed() : codec.put(new InetSocketAddress(0), family);
        } catch (IllegalArgumentException e) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, "Cannot " + attempt.get() + ": " + e.getMessage(), e);
        }
    }

    // Options

    @Override
    public synchronized <T> void setOption(Owned socket, SocketOption<T> option, T value) throws IOException {
        Supplier<String> attempt = () -> "set " + option.name() + " of " + socket;
        int descriptor = descriptor(socket, attempt);
        int family = family(socket, descriptor, attempt);
        check(attempt, values.set(descriptor, family, having(option, socket, descriptor, family), value));
        if (option == StandardSocketOptions.SO_LINGER) {
            socket.lingers(true);
        }
    }

    @Override
    public synchronized <T> @Nullable T getOption(Owned socket, SocketOption<T> option) throws IOException {
        Supplier<String> attempt = () -> "read " + option.name() + " of " + socket;
        int descriptor = descriptor(socket, attempt);
        int family = family(socket, descriptor, attempt);
        OptionValues.Read read = values.get(descriptor, family, having(option, socket, descriptor, family));
        check(attempt, read.answer());
        return read.value() == null ? null : option.type().cast(read.value());
    }

    private EpollOption having(SocketOption<?> option, Owned socket, int descriptor, int family) throws IOException {
        EpollOption.Sort sort = sort(kind(socket, descriptor), family);
        EpollOption known = EpollOption.of(option, sort);
        if (known == null) {
            throw new UnsupportedOperationException(socket + " has no option " + option.name()
                    + " under backend epoll; it has " + EpollOption.all(sort));
        }
        return known;
    }

    private static EpollOption.Sort sort(SocketKind kind, int family) {
        boolean unix = family == SocketCalls.AF_UNIX;
        return switch (kind) {
            case STREAM -> unix ? EpollOption.Sort.UNIX_STREAM : EpollOption.Sort.STREAM;
            case LISTENER -> unix ? EpollOption.Sort.UNIX_LISTENER : EpollOption.Sort.LISTENER;
            case DATAGRAM -> unix ? EpollOption.Sort.UNIX_DATAGRAM : EpollOption.Sort.DATAGRAM;
        };
    }

    @Override
    public synchronized Set<SocketOption<?>> options(Owned socket) {
        try {
            Supplier<String> attempt = () -> "ask for the options of " + socket;
            int descriptor = descriptor(socket, attempt);
            int family = family(socket, descriptor, attempt);
            return EpollOption.all(sort(kind(socket, descriptor), family));
        } catch (IOException e) {
            throw new UnsupportedOperationException(e.getMessage(), e);
        }
    }

    // What it is

    @Override
    public synchronized SocketKind kind(Owned socket) throws IOException {
        return kind(socket, descriptor(socket, () -> "ask what " + socket + " is"));
    }

    private SocketKind kind(Owned socket, int descriptor) throws IOException {
        SocketKind known = known(socket);
        if (known != null) {
            return known;
        }
        int type = values.ask(descriptor, SO_TYPE);
        if (type < 0 && Errno.of(type) == Errno.ENOTSOCK) {
            throw new UnsupportedOperationException(socket + " is no socket");
        }
        check(() -> "ask what " + socket + " is", type);
        if (type == SocketCalls.SOCK_DGRAM) {
            return SocketKind.DATAGRAM;
        }
        return values.ask(descriptor, SO_ACCEPTCONN) == 1 ? SocketKind.LISTENER : SocketKind.STREAM;
    }

    /** {@return what its maker says; the kernel cannot tell a listener before it listens} */
    private static @Nullable SocketKind known(Owned socket) {
        SocketKind madeAs = socket.madeAs();
        if (madeAs != null) {
            return madeAs;
        }
        return switch (socket.channel()) {
            case SocketChannel _ -> SocketKind.STREAM;
            case ServerSocketChannel _ -> SocketKind.LISTENER;
            case DatagramChannel _ -> SocketKind.DATAGRAM;
            case null, default -> null;
        };
    }

    /** {@return whether something can serve as what it is wanted for} */
    synchronized Adoption judge(PortKind wanted, Owned what) {
        if (wanted == PortKind.WATCH) {
            return Adoption.yes();
        }
        if (isPipe(wanted)) {
            return PipeEnds.judge(fileCalls, wanted, what);
        }
        SocketKind needed =
                switch (wanted) {
                    case LISTENER -> SocketKind.LISTENER;
                    case DATAGRAM -> SocketKind.DATAGRAM;
                    default -> SocketKind.STREAM;
                };
        try {
            SocketKind found = kind(what);
            return found == needed
                    ? Adoption.yes()
                    : Adoption.no(what + " is a " + found + " socket and cannot serve as " + wanted);
        } catch (IOException | UnsupportedOperationException e) {
            return Adoption.no(e.getMessage() + "; it cannot serve as " + wanted);
        }
    }

    /** {@return the family of a socket, as the kernel numbers it} */
    synchronized int family(Owned socket, int descriptor, Supplier<String> attempt) throws LoopIOException {
        ProtocolFamily known = socket.family();
        return known != null ? number(known) : ask(descriptor, SO_DOMAIN, attempt);
    }

    /** {@return the error that a socket has kept, below zero; 0 when it has none} */
    synchronized int takeError(int descriptor) {
        int kept = values.ask(descriptor, SO_ERROR);
        return kept > 0 ? -kept : kept;
    }

    private int ask(int descriptor, int option, Supplier<String> attempt) throws LoopIOException {
        int answer = values.ask(descriptor, option);
        check(attempt, answer);
        return answer;
    }

    // Addresses

    @Override
    public synchronized @Nullable SocketAddress localAddress(Owned socket) throws IOException {
        Supplier<String> attempt = () -> "ask for the local address of " + socket;
        int descriptor = descriptor(socket, attempt);
        codec.clear();
        int answer = calls.localAddress(descriptor, codec.address(), codec.lengthAddress());
        if (Errno.of(answer) == Errno.ENOTSOCK) {
            return null;
        }
        check(attempt, answer);
        SocketAddress address = Addresses.present(codec);
        boolean bound = address instanceof InetSocketAddress internet
                ? internet.getPort() != 0
                : address != null && (!codec.isUnnamed() || isConnected(descriptor));
        return bound ? address : null;
    }

    private boolean isConnected(int descriptor) {
        codec.clear();
        return calls.remoteAddress(descriptor, codec.address(), codec.lengthAddress()) >= 0;
    }

    @Override
    public synchronized @Nullable SocketAddress remoteAddress(Owned socket) throws IOException {
        Supplier<String> attempt = () -> "ask for the remote address of " + socket;
        int descriptor = descriptor(socket, attempt);
        codec.clear();
        int answer = calls.remoteAddress(descriptor, codec.address(), codec.lengthAddress());
        return switch (Errno.of(answer)) {
            case ENOTCONN, ENOTSOCK, EINVAL -> null;
            default -> {
                check(attempt, answer);
                yield Addresses.present(codec);
            }
        };
    }

    // Closing

    @Override
    public void close(Owned socket) {
        int descriptor = Descriptors.of(socket);
        if (socket.space() != Owned.Space.SYSTEM && socket.closeUnreached() || !socket.markClosed()) {
            return;
        }
        closeMarked(socket, descriptor, socket.toString());
    }

    /** Closes what was marked closed just before. */
    void closeMarked(Owned socket, int descriptor, String what) {
        SelectableChannel channel = socket.channel();
        if (channel == null) {
            if (descriptor != Descriptors.NONE) {
                closeDescriptor(socket, descriptor, what);
            }
            return;
        }
        if (channel.isOpen() && descriptor != Descriptors.NONE) {
            waitAgain(socket, descriptor);
        }
        closeChannel(channel, what);
    }

    /** What is lost by a failure is the mode of a descriptor that others have too, about which nobody here can do anything. */
    private synchronized void waitAgain(Owned socket, int descriptor) {
        if (socket.waitsAgain()) {
            int flags = fileCalls.control(descriptor, FileCalls.F_GETFL, 0);
            if (flags >= 0) {
                fileCalls.control(descriptor, FileCalls.F_SETFL, flags & ~FileCalls.O_NONBLOCK);
            }
        }
    }

    private static void closeChannel(SelectableChannel channel, String what) {
        try {
            channel.close();
        } catch (IOException e) {
            EpollErrors.log("Closing " + what + " failed; its descriptor is gone all the same: " + e.getMessage());
        }
    }

    private synchronized void closeDescriptor(Owned socket, int descriptor, String what) {
        waitAgain(socket, descriptor);
        if (socket.lingers()) {
            values.stopWaiting(descriptor);
        }
        int answer = calls.close(descriptor);
        if (answer < 0 && Errno.of(answer) != Errno.EINTR) {
            EpollErrors.log(
                    "Closing " + what + " failed; its descriptor is gone all the same: " + Errno.describe(answer));
        }
    }

    private static int descriptor(Owned socket, Supplier<String> attempt) throws LoopIOException {
        if (socket.closed()) {
            throw EpollErrors.closed(attempt.get());
        }
        int descriptor = Descriptors.of(socket);
        if (descriptor == Descriptors.NONE) {
            Adoption answer = Descriptors.judge(socket);
            throw new UnsupportedOperationException("Cannot " + attempt.get() + ": " + answer.reason());
        }
        return descriptor;
    }

    private static void check(Supplier<String> attempt, int answer) throws LoopIOException {
        if (answer < 0) {
            throw EpollErrors.failure(attempt.get(), answer);
        }
    }
}
