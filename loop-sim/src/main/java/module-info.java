/** The in-memory loop backend for deterministic tests. */
module dev.gyre.loop.sim {
    requires dev.gyre.loop;
    requires static org.jspecify;
}
