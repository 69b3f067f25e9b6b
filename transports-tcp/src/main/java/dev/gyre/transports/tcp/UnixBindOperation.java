package dev.gyre.transports.tcp;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One {@code createUnixServer}. When its address is taken by the file of a socket, somebody is sought who listens there; if nobody does, the
 * file is a left-over and is replaced.
 */
final class UnixBindOperation implements ConnectAttempt.Judge {
    private final EventLoop loop;
    private final UnixServerOptions options;
    private final ProtocolFactory<? extends StreamProtocol<? super Transport>> factory;
    private final Tls tls;
    private final LoopPromise<Server> promise;

    UnixBindOperation(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            Tls tls,
            UnixServerOptions options) {
        this.loop = loop;
        this.options = options;
        this.factory = factory;
        this.tls = tls;
        this.promise = loop.createFuture();
    }

    LoopFuture<Server> start() {
        LoopSocket given = options.sock();
        try {
            if (given != null) {
                promise.setResult(over(given));
            } else {
                bindOrProbe(UnixAddress.of(loop.io(), options.path(), options.abstractName()));
            }
        } catch (IOException | RuntimeException e) {
            promise.setException(e);
        }
        return promise;
    }

    private Server over(LoopSocket given) throws IOException {
        Owned socket = Sockets.surrender(loop, given, SocketKind.LISTENER, Map.of());
        SocketAddress address = Sockets.local(loop.io().sockets(), socket);
        if (!AbstractUnixAddress.isUnix(address)) {
            loop.io().sockets().close(socket);
            throw new IllegalArgumentException("A bound Unix stream socket was expected, and sock is at " + address);
        }
        return serve(socket, file(Objects.requireNonNull(address)), options.options());
    }

    private void bindOrProbe(SocketAddress address) throws IOException {
        try {
            promise.setResult(bind(address));
        } catch (LoopIOException e) {
            if (e.kind() != ErrorKind.ADDRESS_IN_USE
                    || !(address instanceof UnixDomainSocketAddress file)
                    || !SocketFile.isSocket(file.getPath())) {
                throw e;
            }
            probe(file);
        }
    }

    private void probe(UnixDomainSocketAddress address) throws IOException {
        ConnectAttempt attempt = new ConnectAttempt(loop.io(), this);
        attempt.start(StandardProtocolFamily.UNIX, address, List.of(), Map.of());
        promise.addDoneCallback(done -> attempt.abandon());
    }

    @Override
    public void connected(ConnectAttempt attempt, StreamHandle stream) {
        Silence.close(stream);
        Failures.fail(
                promise,
                new LoopIOException(
                        ErrorKind.ADDRESS_IN_USE,
                        "Error while attempting to bind to " + options.path() + ": another server listens there",
                        null));
    }

    @Override
    public void failed(ConnectAttempt attempt, Throwable cause) {
        if (promise.isDone()) {
            return;
        }
        try {
            replace(cause);
        } catch (IOException | RuntimeException e) {
            Failures.fail(promise, e);
        }
    }

    private void replace(Throwable cause) throws IOException {
        Path path = Objects.requireNonNull(options.path());
        SocketAddress address = UnixAddress.of(loop.io(), path, null);
        if (Sockets.kind(cause) != ErrorKind.REFUSED && Sockets.kind(cause) != ErrorKind.NOT_FOUND) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_IN_USE,
                    "Error while attempting to bind to " + address + ": a socket is there, and whether anybody listens"
                            + " cannot be found out: " + cause.getMessage(),
                    cause);
        }
        Files.deleteIfExists(path);
        promise.setResult(bind(address));
    }

    private Server bind(SocketAddress address) throws IOException {
        Listening listening = new Listening(loop.io().sockets(), options.options(), options.backlog());
        Owned socket = listening.open(StandardProtocolFamily.UNIX, address);
        SocketFile file = file(address);
        try {
            applyMode();
        } catch (IOException | RuntimeException e) {
            loop.io().sockets().close(socket);
            file.remove();
            throw e;
        }
        return serve(socket, file, listening.forConnections());
    }

    /** Between the bind and this the file has what the umask leaves; nobody is accepted before. */
    private void applyMode() throws IOException {
        Set<PosixFilePermission> mode = options.mode();
        Path path = options.path();
        if (mode != null && path != null) {
            Files.setPosixFilePermissions(path, mode);
        }
    }

    private SocketFile file(SocketAddress address) {
        return options.cleanupSocket() && address instanceof UnixDomainSocketAddress file
                ? SocketFile.of(file.getPath())
                : SocketFile.NONE;
    }

    private Server serve(Owned socket, SocketFile file, Map<SocketOption<?>, Object> forConnections)
            throws IOException {
        StreamServer server = StreamServer.over(
                loop,
                options.workers(),
                worker -> new Welcome<>(worker, new Assembly<>(worker, factory, tls), forConnections),
                file,
                List.of(socket));
        if (options.startServing()) {
            server.serve();
        }
        return server;
    }
}
