package dev.gyre.loop.sim;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is bound where. The network is one host with a loopback interface: other addresses are not available and not reachable. An
 * {@code INET6} wildcard serves both families, as a dual-stack socket does. A Unix path is a name here and no file; it is free again when
 * its socket is closed. Guarded by the network's lock.
 */
final class SimAddresses {
    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final SimPorts streams = new SimPorts();
    private final SimPorts datagrams = new SimPorts();
    private final Map<Path, SimSocket> paths = new HashMap<>();
    /** The paths that were ever bound: a socket's file stays when the socket is closed. */
    private final Set<Path> files = new HashSet<>();

    private int nextPath;

    /** Binds to an address; null picks one. */
    void bind(SimSocket socket, @Nullable SocketAddress wanted) throws LoopIOException {
        String attempt = "bind to " + wanted;
        if (socket.local() != null) {
            throw SimFailures.of(ErrorKind.OTHER, attempt, "the socket is bound to " + socket.local() + " already");
        }
        if (socket.family() == StandardProtocolFamily.UNIX) {
            bindPath(socket, wanted == null ? fresh() : unix(wanted, attempt), attempt);
        } else {
            bindPort(
                    socket,
                    wanted == null ? wildcard(socket.family(), 0) : inet(socket.family(), wanted, attempt),
                    attempt);
        }
    }

    private void bindPath(SimSocket socket, UnixDomainSocketAddress wanted, String attempt) throws LoopIOException {
        if (wanted.equals(UNNAMED)) {
            throw SimFailures.of(ErrorKind.ADDRESS_NOT_AVAILABLE, attempt, "the path is empty; give one");
        }
        if (paths.putIfAbsent(key(wanted), socket) != null) {
            throw inUse(attempt);
        }
        files.add(key(wanted));
        socket.local(wanted);
    }

    private UnixDomainSocketAddress fresh() {
        return UnixDomainSocketAddress.of("gyre-sim-" + nextPath++ + ".sock");
    }

    private void bindPort(SimSocket socket, InetSocketAddress wanted, String attempt) throws LoopIOException {
        InetAddress address = wanted.getAddress();
        if (!address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
            throw SimFailures.of(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, attempt, "the in-memory network has loopback addresses alone");
        }
        SimPorts ports = portsOf(socket);
        int port = wanted.getPort() == 0 ? ports.free() : wanted.getPort();
        if (port == 0 || ports.taken(address, port, socket)) {
            throw inUse(attempt);
        }
        ports.enter(socket, new InetSocketAddress(address, port));
    }

    private SimPorts portsOf(SimSocket socket) {
        return socket instanceof SimDatagramSocket ? datagrams : streams;
    }

    private static LoopIOException inUse(String attempt) {
        return SimFailures.of(ErrorKind.ADDRESS_IN_USE, attempt, "another socket has it; choose another, or port 0");
    }

    /** Gives a connecting socket an address of its own; false when there is none left. */
    boolean bindNear(SimSocket socket, SocketAddress target) {
        if (!(target instanceof InetSocketAddress inet)) {
            socket.local(UNNAMED);
            return true;
        }
        int port = streams.free();
        if (port != 0) {
            streams.enter(socket, new InetSocketAddress(inet.getAddress(), port));
        }
        return port != 0;
    }

    void unbind(SimSocket socket) {
        switch (socket.local()) {
            case UnixDomainSocketAddress unix -> paths.remove(key(unix), socket);
            case InetSocketAddress inet -> portsOf(socket).leave(socket, inet);
            case null, default -> {}
        }
    }

    /**
     * Resolves what a socket wants to connect to.
     *
     * @throws LoopIOException when it cannot be an address of this network
     */
    SocketAddress target(ProtocolFamily family, SocketAddress to) throws LoopIOException {
        String attempt = "connect to " + to;
        if (family == StandardProtocolFamily.UNIX) {
            return there(unix(to, attempt), attempt);
        }
        return reachable(inet(family, to, attempt), attempt);
    }

    private static InetSocketAddress reachable(InetSocketAddress inet, String attempt) throws LoopIOException {
        if (inet.getAddress().isAnyLocalAddress()) {
            return new InetSocketAddress(loopback(inet.getAddress()), inet.getPort());
        }
        if (!inet.getAddress().isLoopbackAddress()) {
            throw SimFailures.of(
                    ErrorKind.UNREACHABLE, attempt, "the in-memory network ends at its loopback interface");
        }
        return inet;
    }

    private SocketAddress there(UnixDomainSocketAddress path, String attempt) throws LoopIOException {
        if (!files.contains(key(path))) {
            throw SimFailures.of(ErrorKind.NOT_FOUND, attempt, "nothing was ever bound to it");
        }
        return path;
    }

    /** {@return who listens there for a caller, or null} */
    @Nullable
    SimListener listener(SocketAddress target, @Nullable SocketAddress caller) {
        if (target instanceof UnixDomainSocketAddress unix) {
            return listening(paths.get(key(unix)));
        }
        InetSocketAddress inet = (InetSocketAddress) target;
        List<SimListener> exact = new ArrayList<>(1);
        List<SimListener> wild = new ArrayList<>(1);
        for (SimSocket each : streams.at(inet.getPort())) {
            SimListener listener = listening(each);
            if (listener != null && SimPorts.addressOf(listener).equals(inet.getAddress())) {
                exact.add(listener);
            } else if (listener != null && SimPorts.covers(SimPorts.addressOf(listener), inet.getAddress())) {
                wild.add(listener);
            }
        }
        List<SimListener> best = exact.isEmpty() ? wild : exact;
        return best.isEmpty() ? null : SimPorts.sharing(best, caller);
    }

    private static @Nullable SimListener listening(@Nullable SimSocket socket) {
        return socket instanceof SimListener listener && listener.isListening() ? listener : null;
    }

    // Datagrams

    /**
     * Resolves where a socket wants to send to.
     *
     * @throws LoopIOException when it cannot send there
     */
    InetSocketAddress destination(SimDatagramSocket socket, SocketAddress to, String attempt) throws LoopIOException {
        InetSocketAddress inet = inet(socket.family(), to, attempt);
        if (inet.getPort() == 0) {
            throw SimFailures.of(ErrorKind.OTHER, attempt, "port 0 is nobody's; name the receiver's");
        }
        if (!SimRoute.isBroadcast(inet.getAddress())) {
            return reachable(inet, attempt);
        }
        if (!socket.options().broadcasts()) {
            throw SimFailures.of(ErrorKind.NOT_PERMITTED, attempt, "it is a broadcast; set SO_BROADCAST");
        }
        return inet;
    }

    /** Binds a socket that connects to the one address that its datagrams will come from. */
    void bindFor(SimDatagramSocket socket, InetSocketAddress target, String attempt) throws LoopIOException {
        socket.local(source(socket, target, attempt));
    }

    /** {@return the address that the receiver hears} A socket that has none gets one. */
    InetSocketAddress source(SimDatagramSocket socket, InetSocketAddress target, String attempt)
            throws LoopIOException {
        if (socket.local() == null) {
            bind(socket, null);
        }
        InetSocketAddress local = inet(socket.family(), Objects.requireNonNull(socket.local()), attempt);
        InetAddress own = loopback(target.getAddress());
        if (local.getAddress().isAnyLocalAddress()) {
            return new InetSocketAddress(own, local.getPort());
        }
        if (local.getAddress() instanceof Inet4Address != own instanceof Inet4Address) {
            throw SimFailures.of(ErrorKind.UNREACHABLE, attempt, "the socket is bound to " + local);
        }
        return local;
    }

    /** {@return who receives what goes that way} */
    List<SimDatagramSocket> receivers(SimRoute route) {
        return SimReceivers.of(route, datagrams.at(route.to().getPort()));
    }

    // Forms of addresses

    private static Path key(UnixDomainSocketAddress address) {
        return address.getPath().toAbsolutePath().normalize();
    }

    private static UnixDomainSocketAddress unix(SocketAddress address, String attempt) throws LoopIOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            return unix;
        }
        throw notOfFamily(attempt);
    }

    private static InetSocketAddress inet(ProtocolFamily family, SocketAddress address, String attempt)
            throws LoopIOException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw notOfFamily(attempt);
        }
        if (inet.isUnresolved()) {
            throw SimFailures.of(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, attempt, "the name is not resolved; resolve it first");
        }
        if (inet.getAddress().isAnyLocalAddress()) {
            return wildcard(family, inet.getPort());
        }
        if (family == StandardProtocolFamily.INET && !(inet.getAddress() instanceof Inet4Address)) {
            throw notOfFamily(attempt);
        }
        return inet;
    }

    private static LoopIOException notOfFamily(String attempt) {
        return SimFailures.of(
                ErrorKind.ADDRESS_NOT_AVAILABLE, attempt, "the address is of another family than the socket");
    }

    private static InetSocketAddress wildcard(ProtocolFamily family, int port) {
        return new InetSocketAddress(literal(new byte[family == StandardProtocolFamily.INET6 ? 16 : 4]), port);
    }

    private static InetAddress loopback(InetAddress sameFamily) {
        if (sameFamily instanceof Inet4Address) {
            return literal(new byte[] {127, 0, 0, 1});
        }
        byte[] one = new byte[16];
        one[15] = 1;
        return literal(one);
    }

    private static InetAddress literal(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("An address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }
}
