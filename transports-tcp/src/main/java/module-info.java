/** TCP and Unix stream transports and servers, and plain sockets. */
@org.jspecify.annotations.NullMarked
module dev.gyre.transports.tcp {
    requires dev.gyre.loop;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.StreamTransportProvider with
            dev.gyre.transports.tcp.TcpTransportProvider;
    provides dev.gyre.loop.spi.SocketProvider with
            dev.gyre.transports.socket.PlainSocketProvider;
}
