/** TCP and Unix stream transports and servers. */
module dev.gyre.transports.tcp {
    requires dev.gyre.loop;
    requires static org.jspecify;
}
