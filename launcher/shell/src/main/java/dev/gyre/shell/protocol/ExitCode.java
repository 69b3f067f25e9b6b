package dev.gyre.shell.protocol;

/** How a command line ended. */
public final class ExitCode {
    /** It did what it was asked. */
    public static final int OK = 0;

    /** The command failed. */
    public static final int FAILED = 1;

    /** It was no command, or not in this form. */
    public static final int USAGE = 2;

    /** It was interrupted. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
