/** TCP and Unix stream transports and servers. */
@org.jspecify.annotations.NullMarked
module dev.gyre.transports.tcp {
    requires dev.gyre.loop;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.StreamTransportProvider with
            dev.gyre.transports.tcp.TcpTransportProvider;
}
