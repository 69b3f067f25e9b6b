package dev.gyre.launcher;

/** What was asked cannot be done; the message is what a user is told, without a stack trace. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private StartException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
        exitCode = ExitCode.FAILED;
    }

    StartException(String message) {
        this(ExitCode.FAILED, message);
    }

    /** An option has a value that nothing can be done with. */
    static StartException badValue(String message) {
        return new StartException(ExitCode.BAD_USAGE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
