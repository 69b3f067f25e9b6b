package dev.gyre.benchmarks.echo;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Netty's echo server with one event loop, as its own example has it: writes as it reads, and flushes when a read is complete. It does without promises, to Netty's advantage. */
public final class NettyEcho {
    private static final int BACKLOG = 1024;
    private static final int TUNED_BUFFER = 256 * 1024;
    private static final int TUNED_DATAGRAM = 2048;
    private static final int TUNED_DATAGRAMS = 32;
    private static final int RUN = 64 * 1024;

    private final NettyTransport transport;
    private final EventLoopGroup group;
    private final boolean tuned;
    private final boolean runs;

    private NettyEcho(NettyTransport transport, boolean tuned, boolean runs) {
        this.runs = runs;
        this.transport = transport;
        this.tuned = tuned;
        group = new MultiThreadIoEventLoopGroup(1, transport.handlers());
    }

    /**
     * Serves until standard input ends.
     *
     * @param args {@code nio}, {@code epoll} or {@code io_uring}, then {@code defaults}, {@code tuned} or {@code gso}, then {@code tcp}, {@code udp} or {@code unix PATH}
     * @throws Exception when it cannot serve
     */
    public static void main(String[] args) throws Exception {
        NettyTransport transport = NettyTransport.named(args[0]);
        Throwable missing = transport.missing();
        if (missing != null) {
            Throwable cause = missing.getCause() == null ? missing : missing.getCause();
            Control.unavailable(missing.getMessage() + (cause == missing ? "" : ": " + cause.getMessage()));
        }
        Place place = Place.of(args, 2);
        NettyEcho echo = new NettyEcho(transport, args[1].equals("tuned"), args[1].equals("gso"));
        Thread loop = echo.group.submit(Thread::currentThread).get();
        SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Object where =
                switch (place.kind()) {
                    case TCP -> port(echo.serve(any, false));
                    case UDP -> port(echo.serveDatagrams(any));
                    case UNIX -> {
                        echo.serve(transport.unixAddress(place.path()), true);
                        yield place.path();
                    }
                };
        Control.listening(where, loop);
    }

    private static int port(Channel channel) {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private Channel serve(SocketAddress address, boolean unix) throws InterruptedException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(unix ? transport.unixServer() : transport.server())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(Echo.INSTANCE);
                    }
                });
        if (tuned) {
            // The default allocator, the adaptive one, is slow with buffers of this size.
            bootstrap
                    .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(TUNED_BUFFER));
        }
        return bootstrap.bind(address).sync().channel();
    }

    private Channel serveDatagrams(SocketAddress address) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channelFactory(transport.datagrams())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(DatagramEcho.INSTANCE);
                    }
                });
        if (tuned && transport == NettyTransport.EPOLL) {
            // Then it receives and sends many with one call.
            bootstrap
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, TUNED_DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(TUNED_DATAGRAM * TUNED_DATAGRAMS));
        }
        if (runs) {
            // A packet then is what the kernel has joined, and the handler's affair; this one sends it back as it came.
            // Netty says what was joined only
            // where it receives one by one.
            bootstrap
                    .option(EpollChannelOption.UDP_GRO, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RUN));
        }
        return bootstrap.bind(address).sync().channel();
    }

    /** Of connections. */
    @Sharable
    private static class Echo extends ChannelInboundHandlerAdapter {
        static final Echo INSTANCE = new Echo();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                cause.printStackTrace();
            }
            context.close();
        }
    }

    /** Of datagrams. */
    @Sharable
    private static final class DatagramEcho extends Echo {
        static final DatagramEcho INSTANCE = new DatagramEcho();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            DatagramPacket answer = packet instanceof SegmentedDatagramPacket run
                    ? new SegmentedDatagramPacket(run.content(), run.segmentSize(), run.sender())
                    : new DatagramPacket(packet.content(), packet.sender());
            context.write(answer, context.voidPromise());
        }
    }
}
