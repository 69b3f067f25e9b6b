/** The contract suite that any backend or provider runs. */
module dev.gyre.loop.tck {
    requires transitive dev.gyre.loop;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
}
