package dev.gyre.shell.protocol;

/** What a client wants of a session. */
public enum Kind {
    /** One command line; its input, output and exit code. */
    EXECUTE,
    /** Command lines read from the input; no prompt, no escape sequences. */
    PLAIN,
    /** A person at a terminal. */
    TERMINAL
}
