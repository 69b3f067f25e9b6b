/** The engine: event loops over any backend, with their futures, handles, subsystem registry and live swap. */
module dev.gyre.loop.core {
    requires dev.gyre.loop;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.EventLoopFactory with
            dev.gyre.loop.core.EngineFactory;
    provides dev.gyre.loop.spi.CoroutineRunner with
            dev.gyre.loop.core.coroutines.LoopScheduledRunner,
            dev.gyre.loop.core.coroutines.HandOffRunner;
}
