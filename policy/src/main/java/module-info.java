/** Discovers, ranks and chooses providers, on class path, module path and in OSGi. */
module dev.gyre.policy {
    requires dev.gyre.loop;
    requires static org.jspecify;
    requires static osgi.core;
}
