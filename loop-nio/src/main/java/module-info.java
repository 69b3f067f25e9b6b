/** The loop backend over java.nio selectors. */
module dev.gyre.loop.nio {
    requires dev.gyre.loop;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.LoopBackendProvider with
            dev.gyre.loop.nio.NioBackendProvider;
}
