package dev.gyre.loop.nio;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * What java.nio does for itself and offers to nobody: channels over descriptors that are there already, and what the kernel knows of those. It takes a flag;
 * {@link NioAdoption#missing()} knows whether it is there, and nothing here may be called before that was asked.
 *
 * <p><b>Threading</b>: any thread, as far as the channels allow.
 */
final class JdkInternals {
    private static final String PACKAGE = "sun.nio.ch.";
    private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    private static final int NOBODYS = -1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ACCEPTCONN = 30;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPERM = 1;

    /** From netinet/tcp.h; the state is the first byte of what the option tells. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_INFO = 11;
    private static final int SYN_SENT = 2;
    private static final int SYN_RECV = 3;

    private static final Method NEW_FD = method("IOUtil", "newFD", int.class);
    private static final Method NUMBER = method("IOUtil", "fdVal", FileDescriptor.class);
    private static final Method SET_NUMBER = method("IOUtil", "setfdVal", FileDescriptor.class, int.class);
    private static final Method INT_OPTION =
            method("Net", "getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
    private static final Method LOCAL = method("Net", "localAddress", FileDescriptor.class);
    private static final Method REMOTE = method("Net", "remoteAddress", FileDescriptor.class);
    private static final Method UNIX_LOCAL = method("UnixDomainSockets", "localAddress", FileDescriptor.class);
    private static final Method TYPE = method("InheritedChannel", "soType0", int.class);
    private static final Method FAMILY = method("InheritedChannel", "addressFamily", int.class);
    private static final Method UNIX_REMOTE = method("InheritedChannel", "unixPeerAddress0", int.class);
    private static final Method IS_CONNECTED = method("InheritedChannel", "isConnected", int.class);
    private static final Method CLOSE = method("InheritedChannel", "close0", int.class);
    private static final Method DUP2 = method("InheritedChannel", "dup2", int.class, int.class);
    private static final Method DESCRIPTOR = method("SelChImpl", "getFD");
    private static final Method CONFIGURE_BLOCKING =
            method("IOUtil", "configureBlocking", FileDescriptor.class, boolean.class);
    private static final Method EPOLL = method("EPoll", "create");
    private static final Method EPOLL_CONTROL = method("EPoll", "ctl", int.class, int.class, int.class, int.class);
    private static final Constructor<?> SOURCE =
            constructor("SourceChannelImpl", SelectorProvider.class, FileDescriptor.class);
    private static final Constructor<?> SINK =
            constructor("SinkChannelImpl", SelectorProvider.class, FileDescriptor.class);
    private static final Constructor<?> STREAM = constructor(
            "SocketChannelImpl",
            SelectorProvider.class,
            ProtocolFamily.class,
            FileDescriptor.class,
            SocketAddress.class);
    private static final Constructor<?> LISTENER = constructor(
            "ServerSocketChannelImpl",
            SelectorProvider.class,
            ProtocolFamily.class,
            FileDescriptor.class,
            boolean.class);
    private static final Constructor<?> DATAGRAM =
            constructor("DatagramChannelImpl", SelectorProvider.class, FileDescriptor.class);
    private static final Field STREAM_STATE = field("SocketChannelImpl", "state");
    private static final Field STREAM_LOCAL = field("SocketChannelImpl", "localAddress");
    private static final Field STREAM_REMOTE = field("SocketChannelImpl", "remoteAddress");
    private static final Field LISTENER_FAMILY = field("ServerSocketChannelImpl", "family");
    private static final Field LISTENER_LOCAL = field("ServerSocketChannelImpl", "localAddress");
    private static final Field DATAGRAM_FAMILY = field("DatagramChannelImpl", "family");
    private static final Field DATAGRAM_STATE = field("DatagramChannelImpl", "state");
    private static final Field DATAGRAM_LOCAL = field("DatagramChannelImpl", "localAddress");
    private static final Field DATAGRAM_REMOTE = field("DatagramChannelImpl", "remoteAddress");

    private JdkInternals() {}

    /** Finds everything that this needs, at the first call; {@link ExceptionInInitializerError} over a {@link Closed} when the JDK lacks some of it. */
    static void find() {
        // The fields do.
    }

    /** What a stream's channel believes of its connection, in the JDK's own numbers. */
    enum Belief {
        UNCONNECTED,
        CONNECTIONPENDING,
        CONNECTED
    }

    static final int SOCK_STREAM = 1;

    static final int SOCK_DGRAM = 2;

    /** A way in that is closed, or not there; the message names it. */
    static final class Closed extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Closed(String member, Throwable cause) {
            super(PACKAGE + member, cause);
        }
    }

    private static Method method(String type, String name, Class<?>... parameters) {
        try {
            return open(named(type).getDeclaredMethod(name, parameters));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new Closed(type + "." + name, e);
        }
    }

    private static Field field(String type, String name) {
        try {
            return open(named(type).getDeclaredField(name));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new Closed(type + "." + name, e);
        }
    }

    private static Constructor<?> constructor(String type, Class<?>... parameters) {
        try {
            return open(named(type).getDeclaredConstructor(parameters));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new Closed(type + ".<init>", e);
        }
    }

    private static Class<?> named(String type) throws ClassNotFoundException {
        return Class.forName(PACKAGE + type, true, null);
    }

    private static <A extends AccessibleObject> A open(A member) {
        member.setAccessible(true);
        return member;
    }

    private static Object call(Method method, @Nullable Object on, Object... arguments) throws IOException {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object make(Constructor<?> constructor, @Nullable Object... arguments) throws IOException {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw unwrapped(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IOException unwrapped(InvocationTargetException thrown) {
        return switch (thrown.getCause()) {
            case IOException cause -> cause;
            case Error cause -> throw cause;
            case RuntimeException cause -> throw cause;
            default -> new IOException(thrown.getCause());
        };
    }

    private static void set(Object channel, Field field, @Nullable Object value) {
        try {
            field.set(channel, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    // What a descriptor is

    /** {@return the kind of a socket, {@link #SOCK_STREAM} or {@link #SOCK_DGRAM}; another number when it is no socket} */
    static int type(int descriptor) throws IOException {
        return (int) call(TYPE, null, descriptor);
    }

    /** {@return the family of a socket; null when it is of none that the JDK knows} */
    static @Nullable StandardProtocolFamily family(int descriptor) throws IOException {
        return switch ((int) call(FAMILY, null, descriptor)) {
            case 1 -> StandardProtocolFamily.INET;
            case 2 -> StandardProtocolFamily.INET6;
            case 3 -> StandardProtocolFamily.UNIX;
            default -> null;
        };
    }

    /** {@return the number of a channel's descriptor} */
    static int descriptor(SelectableChannel channel) throws IOException {
        return (int) call(NUMBER, null, call(DESCRIPTOR, channel));
    }

    static boolean isListening(int descriptor) throws IOException {
        return (int) call(INT_OPTION, null, wrapped(descriptor), false, SOL_SOCKET, SO_ACCEPTCONN) == 1;
    }

    static boolean isConnected(int descriptor) throws IOException {
        return (boolean) call(IS_CONNECTED, null, descriptor);
    }

    /** {@return whether a stream socket was told to connect and has no answer yet} */
    private static boolean isConnecting(FileDescriptor wrapped, StandardProtocolFamily family) throws IOException {
        if (family == StandardProtocolFamily.UNIX) {
            return false; // A listener answers at once, whether it accepts or not (unix(7)).
        }
        int info = (int) call(INT_OPTION, null, wrapped, false, IPPROTO_TCP, TCP_INFO);
        int state = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? info & 0xff : info >>> 24;
        return state == SYN_SENT || state == SYN_RECV;
    }

    /** {@return the kernel's word on a stream, which has no peer any more once both sides have ended, though there may be bytes to read} */
    private static Belief truth(
            int descriptor, FileDescriptor wrapped, StandardProtocolFamily family, boolean wasConnected)
            throws IOException {
        if (wasConnected || isConnected(descriptor)) {
            return Belief.CONNECTED;
        }
        return isConnecting(wrapped, family) ? Belief.CONNECTIONPENDING : Belief.UNCONNECTED;
    }

    static void close(int descriptor) throws IOException {
        call(CLOSE, null, descriptor);
    }

    private static FileDescriptor wrapped(int descriptor) throws IOException {
        return (FileDescriptor) call(NEW_FD, null, descriptor);
    }

    /** Has a descriptor wait again. */
    static void waitAgain(int descriptor) throws IOException {
        call(CONFIGURE_BLOCKING, null, wrapped(descriptor), true);
    }

    /** {@return whether the kernel tells of a descriptor when it is ready; else it is so always} */
    static boolean isWatchable(int descriptor) throws IOException {
        int epoll = (int) call(EPOLL, null);
        try {
            return (int) call(EPOLL_CONTROL, null, epoll, EPOLL_CTL_ADD, descriptor, 0) != EPERM;
        } finally {
            close(epoll);
        }
    }

    // Channels over descriptors

    /** {@return a channel over the end of a pipe, or what is like one, that is read from} */
    static Pipe.SourceChannel source(int descriptor) throws IOException {
        return (Pipe.SourceChannel) make(SOURCE, SelectorProvider.provider(), wrapped(descriptor));
    }

    /** {@return a channel over the end of a pipe, or what is like one, that is written to} */
    static Pipe.SinkChannel sink(int descriptor) throws IOException {
        return (Pipe.SinkChannel) make(SINK, SelectorProvider.provider(), wrapped(descriptor));
    }

    /**
     * {@return a channel over a stream socket, connected, connecting or neither}
     *
     * @param wasConnected whether it is known to have been, whatever has become of it
     */
    static SocketChannel stream(int descriptor, StandardProtocolFamily family, boolean wasConnected)
            throws IOException {
        FileDescriptor wrapped = wrapped(descriptor);
        Belief truth = truth(descriptor, wrapped, family, wasConnected);
        SocketAddress remote = truth == Belief.CONNECTED ? remote(family, wrapped) : null;
        SocketChannel made = (SocketChannel) make(STREAM, SelectorProvider.provider(), family, wrapped, remote);
        if (truth != Belief.CONNECTED) {
            believe(made, truth, null);
        }
        return made;
    }

    static ServerSocketChannel listener(int descriptor, StandardProtocolFamily family) throws IOException {
        ServerSocketChannel made = (ServerSocketChannel)
                make(LISTENER, SelectorProvider.provider(), family, wrapped(descriptor), isListening(descriptor));
        set(made, LISTENER_FAMILY, family);
        return made;
    }

    /**
     * {@return a channel over a datagram socket} Unlike the others it closes its descriptor when it is collected, so one that is not
     * handed out must forget the number, which may be somebody else's by then.
     */
    static DatagramChannel datagram(int descriptor, StandardProtocolFamily family) throws IOException {
        FileDescriptor wrapped = wrapped(descriptor);
        try {
            DatagramChannel made = (DatagramChannel) make(DATAGRAM, SelectorProvider.provider(), wrapped);
            set(made, DATAGRAM_FAMILY, family);
            refresh(made, wrapped, isConnected(descriptor));
            return made;
        } catch (IOException | RuntimeException | Error e) {
            call(SET_NUMBER, null, wrapped, NOBODYS);
            throw e;
        }
    }

    /**
     * {@return a channel over a second descriptor for something of any kind, which reports readiness and is good for nothing else}
     */
    static SocketChannel watching(int descriptor) throws IOException {
        SocketChannel made = SocketChannel.open();
        try {
            // Before it has the other's descriptor, whose mode is the user's.
            made.configureBlocking(false);
            call(DUP2, null, descriptor, descriptor(made));
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
        believe(made, Belief.CONNECTED, null);
        return made;
    }

    // What channels believe

    /** Tells a stream's channel of a connection that it did not see made, or of a connect that it did not see begin. */
    static void believe(SocketChannel channel, Belief belief, @Nullable SocketAddress remote) {
        set(channel, STREAM_REMOTE, remote);
        set(channel, STREAM_STATE, belief.ordinal());
    }

    /**
     * Tells a channel what was done to its descriptor behind its back.
     *
     * @param wasConnected whether it is a stream's that is known to have been, whatever has become of it
     */
    static void refresh(SelectableChannel channel, boolean wasConnected) throws IOException {
        FileDescriptor wrapped = (FileDescriptor) call(DESCRIPTOR, channel);
        int descriptor = (int) call(NUMBER, null, wrapped);
        StandardProtocolFamily family = family(descriptor);
        switch (channel) {
            case SocketChannel stream
            when family != null && !stream.isConnected() ->
                refresh(stream, wrapped, family, truth(descriptor, wrapped, family, wasConnected));
            case ServerSocketChannel listener
            when family != null && listener.getLocalAddress() == null && isListening(descriptor) ->
                set(listener, LISTENER_LOCAL, local(family, wrapped));
            case DatagramChannel datagram when family != null -> refresh(datagram, wrapped, isConnected(descriptor));
            default -> {
                // Nothing of it is kept.
            }
        }
    }

    private static void refresh(
            SocketChannel channel, FileDescriptor wrapped, StandardProtocolFamily family, Belief truth)
            throws IOException {
        if (truth == Belief.CONNECTED) {
            set(channel, STREAM_LOCAL, local(family, wrapped));
            believe(channel, Belief.CONNECTED, remote(family, wrapped));
        } else if (truth == Belief.CONNECTIONPENDING && !channel.isConnectionPending()) {
            believe(channel, Belief.CONNECTIONPENDING, null);
        }
    }

    private static void refresh(DatagramChannel channel, FileDescriptor wrapped, boolean connected) throws IOException {
        InetSocketAddress local = (InetSocketAddress) call(LOCAL, null, wrapped);
        if (local.getPort() != 0 && channel.getLocalAddress() == null) {
            set(channel, DATAGRAM_LOCAL, local);
        }
        if (connected && !channel.isConnected()) {
            set(channel, DATAGRAM_REMOTE, call(REMOTE, null, wrapped));
            set(channel, DATAGRAM_STATE, 1);
        }
    }

    private static SocketAddress local(StandardProtocolFamily family, FileDescriptor wrapped) throws IOException {
        return (SocketAddress) call(family == StandardProtocolFamily.UNIX ? UNIX_LOCAL : LOCAL, null, wrapped);
    }

    /** Tells a stream's channel who its peer is. */
    static void learnPeer(SocketChannel channel) throws IOException {
        FileDescriptor wrapped = (FileDescriptor) call(DESCRIPTOR, channel);
        StandardProtocolFamily family = family((int) call(NUMBER, null, wrapped));
        if (family != null) {
            set(channel, STREAM_REMOTE, remote(family, wrapped));
        }
    }

    /** {@return the peer of a stream; null when the connection is over} */
    private static @Nullable SocketAddress remote(StandardProtocolFamily family, FileDescriptor wrapped)
            throws IOException {
        if (family != StandardProtocolFamily.UNIX) {
            try {
                return (SocketAddress) call(REMOTE, null, wrapped);
            } catch (SocketException over) {
                return null;
            }
        }
        int descriptor = (int) call(NUMBER, null, wrapped);
        byte[] path = isConnected(descriptor) ? (byte[]) call(UNIX_REMOTE, null, descriptor) : null;
        if (path == null) {
            return null;
        }
        // The JDK has no class for an abstract name, which begins with a zero byte.
        return UnixDomainSocketAddress.of(path.length == 0 || path[0] == 0 ? "" : new String(path, NATIVE));
    }
}
