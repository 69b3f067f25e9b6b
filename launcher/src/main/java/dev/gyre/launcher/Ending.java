package dev.gyre.launcher;

/** Ends a container once, whoever asks for it first: a signal, the shell or a failed start. */
final class Ending {
    private final Container container;
    private final LastWords words;
    private volatile boolean serving;
    private boolean ended;

    Ending(Container container, LastWords words) {
        this.container = container;
        this.words = words;
    }

    /** It has come to serving, so that its end is worth words. */
    void serving() {
        serving = true;
    }

    /** Ends it, or waits until another thread has done so. */
    synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        words.listen();
        say("Stopping: no new connections; those there are have some seconds to end.");
        container.stop().forEach(words::say);
        say("Stopped.");
    }

    private void say(String line) {
        if (serving) {
            words.say(line);
        }
    }
}
