package dev.gyre.shell;

/** A command did not do what it was asked; the message is the one line that its user reads. */
final class ShellException extends Exception {
    private static final long serialVersionUID = 1L;

    ShellException(String message) {
        super(message);
    }
}
