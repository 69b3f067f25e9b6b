package dev.gyre.launcher;

/** What the process says by ending, after the customs of init scripts. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int BAD_USAGE = 2;
    static final int NOT_RUNNING = 3;

    private ExitCode() {}
}
