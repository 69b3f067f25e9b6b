package dev.gyre.transports.pipe;

import dev.gyre.linux.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * One of the three standard descriptors, of which the loop has a second number. When that is closed, the first one goes to {@code /dev/null}: its reader or writer hears the
 * end, and nobody else gets the number, which {@link System#in} and its kin go on using.
 */
final class Standard implements Behind {
    private static final int FIRST_OTHER = 3;

    private final int number;
    private boolean over;

    private Standard(int number) {
        this.number = number;
    }

    static boolean is(int descriptor) {
        return descriptor < FIRST_OTHER;
    }

    /** {@return a second number for one of them} */
    static int duplicate(int number) throws IOException {
        int answer = new FileCalls().control(number, FileCalls.F_DUPFD_CLOEXEC, FIRST_OTHER);
        if (answer < 0) {
            throw Failures.of("take the standard descriptor " + number, answer);
        }
        return answer;
    }

    static Behind of(int number) {
        return new Standard(number);
    }

    /** It stays what it was, for the program to use otherwise. */
    @Override
    public void unused() {
        over = true;
    }

    /** Called while the loop's number is still open or just closed, which makes no difference to this one. */
    @Override
    public void drop() {
        if (over) {
            return;
        }
        over = true;
        FileCalls calls = new FileCalls();
        try (Arena arena = Arena.ofConfined()) {
            int nothing =
                    calls.open(arena.allocateFrom("/dev/null").address(), FileCalls.O_RDWR | FileCalls.O_CLOEXEC, 0);
            if (nothing >= 0) {
                calls.duplicate(nothing, number);
                calls.close(nothing);
            }
        }
    }
}
