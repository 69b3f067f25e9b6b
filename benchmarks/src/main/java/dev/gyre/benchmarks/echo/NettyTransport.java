package dev.gyre.benchmarks.echo;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Netty's transports and their classes. */
enum NettyTransport {
    NIO(NioServerSocketChannel.class, NioServerDomainSocketChannel.class),
    EPOLL(EpollServerSocketChannel.class, EpollServerDomainSocketChannel.class),
    IO_URING(IoUringServerSocketChannel.class, IoUringServerDomainSocketChannel.class);

    private final Class<? extends ServerChannel> server;
    private final Class<? extends ServerChannel> unixServer;

    NettyTransport(Class<? extends ServerChannel> server, Class<? extends ServerChannel> unixServer) {
        this.server = server;
        this.unixServer = unixServer;
    }

    static NettyTransport named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    Class<? extends ServerChannel> server() {
        return server;
    }

    Class<? extends ServerChannel> unixServer() {
        return unixServer;
    }

    /** {@return why it does not work here; null when it does} */
    @Nullable
    Throwable missing() {
        return switch (this) {
            case NIO -> null;
            case EPOLL -> Epoll.unavailabilityCause();
            case IO_URING -> IoUring.unavailabilityCause();
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case NIO -> NioIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
        };
    }

    ChannelFactory<DatagramChannel> datagrams() {
        return switch (this) {
            case NIO -> () -> new NioDatagramChannel(SocketProtocolFamily.INET);
            case EPOLL -> () -> new EpollDatagramChannel(SocketProtocolFamily.INET);
            case IO_URING -> () -> new IoUringDatagramChannel(SocketProtocolFamily.INET);
        };
    }

    SocketAddress unixAddress(Path path) {
        return this == NIO ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path.toFile());
    }
}
