package dev.gyre.streams;

import java.io.IOException;

/** There was no separator within a reader's limit. */
public class LimitOverrunException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int consumed;

    LimitOverrunException(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /**
     * {@return how many bytes are there that belong to no separator, for {@link StreamReader#readExactly}}
     */
    public int consumed() {
        return consumed;
    }
}
