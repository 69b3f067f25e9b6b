/** The contract suite that any backend runs. */
module dev.gyre.loop.tck {
    requires transitive dev.gyre.loop;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports dev.gyre.loop.tck;
}
