/** The loop backend over java.nio selectors. */
module dev.gyre.loop.nio {
    requires dev.gyre.loop;
    requires static org.jspecify;
}
