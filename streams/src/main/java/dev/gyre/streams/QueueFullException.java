package dev.gyre.streams;

/** There was no room in a {@link Queue} without waiting. */
public class QueueFullException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried, and what was found
     */
    public QueueFullException(String message) {
        super(message);
    }
}
