package dev.gyre.loop.transport;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.LoopSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** What the option types check and fill in alike. */
final class OptionChecks {
    /** asyncio's default. */
    static final int BACKLOG = 100;

    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static final int MAX_PORT = 65535;

    private OptionChecks() {}

    static void port(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + "; it must be 0 to " + MAX_PORT);
        }
    }

    static void notNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must not be negative");
        }
    }

    static void notNegative(String name, @Nullable Duration value) {
        if (value != null && value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must not be negative");
        }
    }

    static void positive(String name, @Nullable Duration value) {
        if (value != null && !value.isPositive()) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above zero");
        }
    }

    static void internet(@Nullable ProtocolFamily family) {
        if (family != null && family != StandardProtocolFamily.INET && family != StandardProtocolFamily.INET6) {
            throw new IllegalArgumentException("family is " + family.name() + "; it must be INET or INET6"
                    + (family == StandardProtocolFamily.UNIX ? ", and Unix sockets have operations of their own" : ""));
        }
    }

    static void abstractName(@Nullable String name) {
        if (name != null && (name.isEmpty() || name.charAt(0) == 0)) {
            throw new IllegalArgumentException(
                    "abstractName is " + (name.isEmpty() ? "empty" : "given with its zero byte; leave that out"));
        }
    }

    static void conflict(boolean both, String one, String other) {
        if (both) {
            throw new IllegalArgumentException(one + " and " + other + " cannot be given together");
        }
    }

    static void exactlyOne(@Nullable Path path, @Nullable String abstractName, @Nullable LoopSocket sock) {
        conflict(path != null && abstractName != null, "path", "abstractName");
        conflict(path != null && sock != null, "path", "sock");
        conflict(abstractName != null && sock != null, "abstractName", "sock");
        if (path == null && abstractName == null && sock == null) {
            throw new IllegalArgumentException(
                    "Neither path nor abstractName nor sock is given; one of them is needed");
        }
    }

    /** Two addresses of different kinds never meet in one socket. */
    static void sameKind(
            @Nullable SocketAddress local, @Nullable SocketAddress remote, @Nullable ProtocolFamily family) {
        for (SocketAddress address : new @Nullable SocketAddress[] {local, remote}) {
            boolean unix = AbstractUnixAddress.isUnix(address);
            boolean internet = address instanceof InetSocketAddress;
            if (family == StandardProtocolFamily.UNIX ? internet : family != null && unix) {
                throw new IllegalArgumentException("Address " + address + " is not of family " + family.name());
            }
        }
        boolean differ = AbstractUnixAddress.isUnix(local) && remote instanceof InetSocketAddress
                || local instanceof InetSocketAddress && AbstractUnixAddress.isUnix(remote);
        if (differ) {
            throw new IllegalArgumentException(
                    "localAddress " + local + " and remoteAddress " + remote + " are of different families");
        }
    }

    /** Stands an empty name for null, which an immutable list cannot hold. */
    static List<String> hosts(List<? extends @Nullable String> given) {
        List<String> hosts = new ArrayList<>(given.size());
        for (String host : given) {
            hosts.add(host == null ? "" : host);
        }
        return List.copyOf(hosts);
    }

    static void needsTls(@Nullable TlsOptions tls, String name, @Nullable Object value) {
        if (tls == null && value != null) {
            throw new IllegalArgumentException(name + " is given without tls; it only means something with it");
        }
    }

    static void clientTls(@Nullable TlsOptions tls, @Nullable String serverHostname, @Nullable String host) {
        if (tls == null) {
            return;
        }
        if (tls.serverSide()) {
            throw new IllegalArgumentException(
                    "tls says serverSide, but who connects is the client; use startTls for that");
        }
        if (serverHostname == null && tls.serverHostname() == null && (host == null || host.isEmpty())) {
            throw new IllegalArgumentException(
                    "serverHostname is needed for tls without a host; an empty one switches the check off");
        }
    }

    static void serverTls(@Nullable TlsOptions tls) {
        if (tls != null && tls.context() == null) {
            throw new IllegalArgumentException("tls has no context; a server needs one with a key");
        }
    }

    static @Nullable TlsOptions clientSide(
            @Nullable TlsOptions tls,
            @Nullable String serverHostname,
            @Nullable String host,
            @Nullable Duration handshakeTimeout,
            @Nullable Duration shutdownTimeout) {
        if (tls == null) {
            return null;
        }
        TlsOptions.Builder filled = tls.toBuilder();
        if (serverHostname != null) {
            filled.serverHostname(serverHostname);
        } else if (tls.serverHostname() == null) {
            filled.serverHostname(host);
        }
        return times(filled, handshakeTimeout, shutdownTimeout).build();
    }

    static @Nullable TlsOptions serverSide(
            @Nullable TlsOptions tls, @Nullable Duration handshakeTimeout, @Nullable Duration shutdownTimeout) {
        if (tls == null) {
            return null;
        }
        return times(tls.toBuilder().serverSide(true), handshakeTimeout, shutdownTimeout)
                .build();
    }

    private static TlsOptions.Builder times(
            TlsOptions.Builder filled, @Nullable Duration handshakeTimeout, @Nullable Duration shutdownTimeout) {
        if (handshakeTimeout != null) {
            filled.handshakeTimeout(handshakeTimeout);
        }
        if (shutdownTimeout != null) {
            filled.shutdownTimeout(shutdownTimeout);
        }
        return filled;
    }

    static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
    }

    static @Nullable SSLParameters copy(@Nullable SSLParameters from) {
        if (from == null) {
            return null;
        }
        SSLParameters copy = new SSLParameters(from.getCipherSuites(), from.getProtocols());
        if (from.getNeedClientAuth()) {
            copy.setNeedClientAuth(true);
        } else {
            copy.setWantClientAuth(from.getWantClientAuth());
        }
        copy.setAlgorithmConstraints(from.getAlgorithmConstraints());
        copy.setEndpointIdentificationAlgorithm(from.getEndpointIdentificationAlgorithm());
        if (from.getServerNames() != null) {
            copy.setServerNames(from.getServerNames());
        }
        if (from.getSNIMatchers() != null) {
            copy.setSNIMatchers(from.getSNIMatchers());
        }
        copy.setUseCipherSuitesOrder(from.getUseCipherSuitesOrder());
        copy.setEnableRetransmissions(from.getEnableRetransmissions());
        copy.setMaximumPacketSize(from.getMaximumPacketSize());
        copy.setApplicationProtocols(from.getApplicationProtocols());
        copy.setSignatureSchemes(from.getSignatureSchemes());
        copy.setNamedGroups(from.getNamedGroups());
        return copy;
    }
}
