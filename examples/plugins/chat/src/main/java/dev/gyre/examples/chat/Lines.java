package dev.gyre.examples.chat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Cuts a stream of bytes into lines. A line is decoded when it is whole, so a character may come in pieces. */
final class Lines {
    /** Bytes that a line may have, its end not counted. */
    static final int LIMIT = 1_000;

    private static final char REPLACEMENT = '\uFFFD';

    // One more, for the carriage return before the line's end.
    private final byte[] kept = new byte[LIMIT + 1];
    private int length;
    private Mode mode = Mode.KEEPING;

    private enum Mode {
        KEEPING,
        SKIPPING
    }

    /** Takes what has come. */
    void feed(ByteBuffer data, Taker taker) {
        while (data.hasRemaining()) {
            byte next = data.get();
            if (next == '\n') {
                end(taker);
            } else if (length < kept.length) {
                kept[length++] = next;
            } else if (mode == Mode.KEEPING) {
                mode = Mode.SKIPPING;
                taker.tooLong();
            }
        }
    }

    /** Takes the end of a line, or of the stream. */
    void end(Taker taker) {
        if (length > 0 && length <= LIMIT + 1 && kept[length - 1] == '\r') {
            length--;
        }
        if (mode == Mode.KEEPING && length > LIMIT) {
            taker.tooLong();
        } else if (mode == Mode.KEEPING) {
            taker.line(decode(kept, length));
        }
        length = 0;
        mode = Mode.KEEPING;
    }

    /** Text that cannot steer the terminals of others; what is no UTF-8, or no text, is replaced. */
    private static String decode(byte[] bytes, int length) {
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(each ->
                        clean.appendCodePoint(Character.isISOControl(each) && each != '\t' ? REPLACEMENT : each));
        return clean.toString().strip();
    }

    static byte[] encode(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Who hears of lines. */
    interface Taker {
        /** A line, without its end and without space around it. */
        void line(String text);

        /** A line has more bytes than {@link #LIMIT}; said once for each. */
        void tooLong();
    }
}
