/** What coroutines are written with: gathering, waiting, timeouts and task groups; locks and queues; readers and writers of streams. */
@org.jspecify.annotations.NullMarked
module dev.gyre.streams {
    requires transitive dev.gyre.loop;
    requires static org.jspecify;
    requires static osgi.annotation;

    exports dev.gyre.streams;
}
