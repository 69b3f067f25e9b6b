/** The loop backend over Linux epoll. */
module dev.gyre.loop.epoll {
    requires dev.gyre.loop;
    requires dev.gyre.linux;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.LoopBackendProvider with
            dev.gyre.loop.epoll.EpollBackendProvider;
}
