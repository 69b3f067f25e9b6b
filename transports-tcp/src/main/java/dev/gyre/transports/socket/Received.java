package dev.gyre.transports.socket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Room for what a receive brings, made when it is first wanted and cut to what came. */
final class Received {
    /** The most that one receive asks for; a larger buffer would be cleared for nothing. */
    private static final int MOST = 1024 * 1024;

    private final int count;
    private @Nullable ByteBuffer room;

    Received(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("Cannot receive a negative number of bytes: " + count);
        }
        this.count = count;
    }

    ByteBuffer room() {
        ByteBuffer present = room;
        if (present == null) {
            present = ByteBuffer.allocate(Math.min(count, MOST));
            room = present;
        }
        return present;
    }

    ByteBuffer take() {
        ByteBuffer came = room().flip();
        boolean mostlyEmpty = came.remaining() < came.capacity() / 2;
        return mostlyEmpty ? ByteBuffer.wrap(Arrays.copyOf(came.array(), came.remaining())) : came;
    }
}
