package dev.gyre.streams;

/** A {@link Queue} was shut down. */
public class QueueShutDownException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, and what was found
     */
    public QueueShutDownException(String message) {
        super(message);
    }
}
