package dev.gyre.shell.protocol;

/** One message. Arrays are not copied: whoever makes or reads a frame leaves them alone. */
public sealed interface Frame {
    /**
     * Begins a session.
     *
     * @param kind what for
     * @param command the command line of {@link Kind#EXECUTE}; else empty
     * @param terminal the type of the client's terminal, such as {@code xterm}; empty when there is none
     * @param columns the terminal's width, or 0
     * @param rows the terminal's height, or 0
     */
    record Open(Kind kind, String command, String terminal, int columns, int rows) implements Frame {
        /** {@return an execution of one command line} */
        public static Open execute(String command) {
            return new Open(Kind.EXECUTE, command, "", 0, 0);
        }

        /** {@return a session without a terminal} */
        public static Open plain() {
            return new Open(Kind.PLAIN, "", "", 0, 0);
        }

        /** {@return a session at a terminal} */
        public static Open terminal(String type, int columns, int rows) {
            return new Open(Kind.TERMINAL, "", type, columns, rows);
        }
    }

    /**
     * Something typed or piped.
     *
     * @param bytes it
     */
    record Input(byte[] bytes) implements Frame {}

    /** There is no more input. */
    record EndOfInput() implements Frame {}

    /**
     * The terminal has another size.
     *
     * @param columns its width
     * @param rows its height
     */
    record Resize(int columns, int rows) implements Frame {}

    /** The running command is to end. */
    record Interrupt() implements Frame {}

    /**
     * For standard output.
     *
     * @param bytes what
     */
    record Output(byte[] bytes) implements Frame {}

    /**
     * For standard error.
     *
     * @param bytes what
     */
    record ErrorOutput(byte[] bytes) implements Frame {}

    /**
     * The session is over.
     *
     * @param code how its last command ended
     */
    record Exit(int code) implements Frame {}

    /**
     * There is no session.
     *
     * @param reason why
     */
    record Refusal(String reason) implements Frame {}
}
