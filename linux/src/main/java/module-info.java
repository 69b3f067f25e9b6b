/** Linux by its C library: typed calls that answer errors as values, socket addresses, and what descriptors are made of. */
module dev.gyre.linux {
    requires static org.jspecify;

    exports dev.gyre.linux;
}
