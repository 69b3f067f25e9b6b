/** The in-memory loop backend for deterministic tests. */
module dev.gyre.loop.sim {
    requires dev.gyre.loop;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.LoopBackendProvider with
            dev.gyre.loop.sim.SimBackendProvider;
}
