package dev.gyre.loop;

/** A future was asked for something it cannot give in its state: a result before it is done, or a second result. */
public class InvalidStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was asked, and the state found
     */
    public InvalidStateException(String message) {
        super(message);
    }
}
