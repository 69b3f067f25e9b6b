package dev.gyre.loop.core;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One descriptor that is kept for the time when there is none left, so that connections which wait can be accepted and turned away. It is
 * taken with the loop's first listener, and belongs to the loop until that is closed. Where there is no {@code /dev/null}, there is none.
 */
final class Reserve {
    private static final Path NOTHING = Path.of("/dev/null");

    private @Nullable FileChannel kept;

    /** Takes the descriptor unless it is there. */
    void take() {
        if (kept == null && Files.exists(NOTHING)) {
            try {
                kept = FileChannel.open(NOTHING);
            } catch (IOException e) {
                System.getLogger("dev.gyre.loop").log(Level.DEBUG, "There is no descriptor to be kept in reserve", e);
            }
        }
    }

    /** {@return whether there is a descriptor now that was kept until now} */
    boolean give() {
        FileChannel given = kept;
        if (given == null) {
            return false;
        }
        kept = null;
        try {
            given.close();
            return true;
        } catch (IOException e) {
            System.getLogger("dev.gyre.loop").log(Level.DEBUG, "The descriptor in reserve could not be closed", e);
            return false;
        }
    }
}
