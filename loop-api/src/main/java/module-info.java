/**
 * Gyre's API: event loops, transports, protocols, policies, and the interfaces of the pieces that serve them. It needs nothing
 * but {@code java.base}; the two annotation modules are there for the compiler alone.
 */
@org.jspecify.annotations.NullMarked
module dev.gyre.loop {
    requires static org.jspecify;
    requires static osgi.annotation;

    exports dev.gyre.loop;
    exports dev.gyre.loop.protocol;
    exports dev.gyre.loop.spi;
    exports dev.gyre.loop.transport;

    uses dev.gyre.loop.EventLoopPolicy;
}
