package dev.gyre.streams;

/** There was nothing to get from a {@link Queue} without waiting. */
public class QueueEmptyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, and what was found
     */
    public QueueEmptyException(String message) {
        super(message);
    }
}
