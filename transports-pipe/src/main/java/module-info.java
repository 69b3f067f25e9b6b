/** Transports over pipes, FIFOs, terminals and character devices. */
@org.jspecify.annotations.NullMarked
module dev.gyre.transports.pipe {
    requires dev.gyre.loop;
    requires dev.gyre.linux;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.PipeTransportProvider with
            dev.gyre.transports.pipe.PipeProvider;
}
