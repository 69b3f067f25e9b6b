package dev.gyre.loop.core;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.AcceptListener;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.DatagramHandle;
import dev.gyre.loop.spi.DatagramListener;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.ListenHandle;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopIo;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.SocketListener;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import dev.gyre.loop.spi.WatchListener;
import dev.gyre.loop.transport.TransportSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes handles. A socket it could not make one of is closed. */
final class IoDoor implements LoopIo {
    private final EngineLoop loop;
    private final SocketControl sockets;

    IoDoor(EngineLoop loop) {
        this.loop = loop;
        this.sockets = new PresentSockets(loop);
    }

    @Override
    public Set<Capability> capabilities() {
        return loop.base().capabilities();
    }

    @Override
    public SocketControl sockets() {
        return sockets;
    }

    @Override
    public TransportSocket transportSocket(Owned socket) {
        return new SocketView(sockets, socket);
    }

    @Override
    public StreamHandle stream(Owned connected, StreamListener listener) throws IOException {
        return open(new EngineStream(loop, connected, listener, PortKind.STREAM));
    }

    @Override
    public StreamHandle readPipe(Owned end, StreamListener listener) throws IOException {
        return open(new EngineStream(loop, end, listener, PortKind.READ_PIPE));
    }

    @Override
    public StreamHandle writePipe(Owned end, StreamListener listener) throws IOException {
        return open(new EngineStream(loop, end, listener, PortKind.WRITE_PIPE));
    }

    @Override
    public StreamHandle connect(Owned fresh, SocketAddress remote, StreamListener listener) throws IOException {
        EngineStream handle = open(new EngineStream(loop, fresh, listener, PortKind.CONNECTING));
        try {
            handle.connect(remote);
        } catch (RuntimeException e) {
            handle.closePort();
            throw e;
        }
        return handle;
    }

    @Override
    public ListenHandle listen(Owned bound, AcceptListener listener) throws IOException {
        return open(new EngineListener(loop, bound, listener));
    }

    @Override
    public DatagramHandle datagram(Owned socket, @Nullable SocketAddress remote, DatagramListener listener)
            throws IOException {
        EngineDatagram handle = open(new EngineDatagram(loop, socket, listener));
        if (remote != null) {
            try {
                ((DatagramPort) handle.port()).connect(remote);
            } catch (IOException | RuntimeException e) {
                handle.closePort();
                throw e;
            }
        }
        return handle;
    }

    @Override
    public SocketHandle socket(Owned socket, SocketKind kind, SocketListener listener) throws IOException {
        loop.checkThread("LoopIo");
        loop.checkOpen();
        socket.take();
        try {
            boolean connected = kind == SocketKind.STREAM && sockets.remoteAddress(socket) != null;
            return attach(new EngineSocket(loop, socket, kind, connected, listener));
        } catch (IOException | RuntimeException e) {
            socket.surrender();
            throw e;
        }
    }

    @Override
    public EngineWatch watch(Owned borrowed, WatchListener listener) throws IOException {
        return open(new EngineWatch(loop, borrowed, listener));
    }

    private <H extends PortHandle> H open(H handle) throws IOException {
        loop.checkThread("LoopIo");
        loop.checkOpen();
        Owned owned = handle.owned();
        owned.take();
        try {
            return attach(handle);
        } catch (IOException | RuntimeException e) {
            sockets.close(owned);
            throw e;
        }
    }

    private <H extends PortHandle> H attach(H handle) throws IOException {
        LoopBackend backend = loop.base().backend();
        Adoption answer = backend.canAdopt(handle.kind(), handle.owned());
        if (!answer.possible()) {
            throw new LoopIOException(
                    ErrorKind.OTHER,
                    "The backend " + loop.backend() + " cannot serve " + handle.describe() + ": " + answer.reason(),
                    null);
        }
        handle.attach(backend.prepare(handle.kind(), handle.owned(), handle));
        return handle;
    }
}
