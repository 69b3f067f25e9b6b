/** The event-loop API: loops, transports, protocols and the contract of providers. */
module dev.gyre.loop {
    requires static org.jspecify;
    requires static osgi.annotation;
}
