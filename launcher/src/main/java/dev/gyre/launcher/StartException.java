package dev.gyre.launcher;

/** The container cannot start; the message is what a user is told, without a stack trace. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    StartException(String message) {
        super(message);
    }
}
