/** The engine: ready queue, timers, futures, tasks, handles and backend swap. */
module dev.gyre.loop.core {
    requires dev.gyre.loop;
    requires static org.jspecify;
}
