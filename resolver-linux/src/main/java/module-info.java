/** Names and addresses by the C library of Linux. */
module dev.gyre.resolver.linux {
    requires dev.gyre.loop;
    requires dev.gyre.linux;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.ResolverProvider with
            dev.gyre.resolver.linux.NativeResolverProvider;
}
