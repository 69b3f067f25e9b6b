/** Discovers, ranks and chooses providers, on class path, module path and in OSGi. */
module dev.gyre.policy {
    requires transitive dev.gyre.loop;
    requires static org.jspecify;
    requires static osgi.annotation;
    requires static osgi.core;
    requires static org.osgi.service.cm;

    exports dev.gyre.policy;

    uses dev.gyre.loop.spi.CoroutineRunner;
    uses dev.gyre.loop.spi.DatagramTransportProvider;
    uses dev.gyre.loop.spi.EventLoopFactory;
    uses dev.gyre.loop.spi.LoopBackendProvider;
    uses dev.gyre.loop.spi.PipeTransportProvider;
    uses dev.gyre.loop.spi.ResolverProvider;
    uses dev.gyre.loop.spi.SignalProvider;
    uses dev.gyre.loop.spi.SocketProvider;
    uses dev.gyre.loop.spi.StreamTransportProvider;
    uses dev.gyre.loop.spi.SubprocessProvider;
    uses dev.gyre.loop.spi.TlsProvider;

    provides dev.gyre.loop.EventLoopPolicy with
            dev.gyre.policy.GyrePolicy;
}
