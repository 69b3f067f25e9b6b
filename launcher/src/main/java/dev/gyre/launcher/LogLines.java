package dev.gyre.launcher;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes one line of what was thrown. */
final class LogLines {
    private LogLines() {}

    /** {@return what to append to a message; empty when nothing was thrown} */
    static String reason(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        String before = "";
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String line = String.valueOf(cause.getMessage())
                    .lines()
                    .findFirst()
                    .filter(Predicate.not(String::isBlank))
                    .orElse("null");
            String said = line.equals("null") ? cause.getClass().getName() : line;
            // Many exceptions repeat the message of their cause.
            if (!before.contains(said)) {
                text.append(": ").append(said);
            }
            before = said;
        }
        return text.toString();
    }
}
