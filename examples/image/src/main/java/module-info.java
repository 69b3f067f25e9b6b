/** An echo server that is linked with its Java into an image; it names the API alone. */
module dev.gyre.examples.image {
    requires dev.gyre.loop;
    requires static org.jspecify;
}
