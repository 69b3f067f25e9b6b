/** Datagram endpoints. */
@org.jspecify.annotations.NullMarked
module dev.gyre.transports.udp {
    requires dev.gyre.loop;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.DatagramTransportProvider with
            dev.gyre.transports.udp.UdpTransportProvider;
}
