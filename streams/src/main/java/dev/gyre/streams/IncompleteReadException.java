package dev.gyre.streams;

import java.io.EOFException;
import java.util.OptionalInt;

/** A stream has ended before all was there that was to be read. */
public class IncompleteReadException extends EOFException {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = -1;

    private final byte[] partial;
    private final int expected;

    IncompleteReadException(byte[] partial) {
        super("The stream has ended after " + partial.length + " bytes, without a separator");
        this.partial = partial;
        this.expected = UNKNOWN;
    }

    IncompleteReadException(byte[] partial, int expected) {
        super("The stream has ended after " + partial.length + " bytes of " + expected);
        this.partial = partial;
        this.expected = expected;
    }

    /**
     * {@return what was there, read now; a copy}
     */
    public byte[] partial() {
        return partial.clone();
    }

    /**
     * {@return how many bytes were to be read; empty where it was up to a separator}
     */
    public OptionalInt expected() {
        return expected == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(expected);
    }
}
