/** Child processes. */
@org.jspecify.annotations.NullMarked
module dev.gyre.subprocess {
    requires dev.gyre.loop;
    requires dev.gyre.linux;
    requires static org.jspecify;

    provides dev.gyre.loop.spi.SubprocessProvider with
            dev.gyre.subprocess.ChildProvider;
}
