package dev.gyre.loop;

/** The zero-copy way of sending a file is not to be had here, and copying was not allowed. */
public class SendfileNotAvailableException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was tried and why it is not to be had
     */
    public SendfileNotAvailableException(String message) {
        super(message);
    }
}
