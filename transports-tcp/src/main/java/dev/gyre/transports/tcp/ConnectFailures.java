package dev.gyre.transports.tcp;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Makes one failure of those of several attempts, as asyncio does. */
final class ConnectFailures {
    private ConnectFailures() {}

    /**
     * Makes one of several.
     *
     * @param failures at least one
     * @param all whether it is to be a failure of its own that suppresses each of them
     */
    static Throwable combine(List<Throwable> failures, boolean all) {
        Throwable first = failures.getFirst();
        if (!all && sameMessage(failures)) {
            return first;
        }
        return several("Could not connect; " + failures.size() + " attempts: ", failures);
    }

    /** Makes one of those of each local address. */
    static IOException ofBinds(List<Throwable> failures) {
        return failures.size() == 1 && failures.getFirst() instanceof IOException only
                ? only
                : several("Could not bind to any of " + failures.size() + " local addresses: ", failures);
    }

    private static LoopIOException several(String what, List<Throwable> failures) {
        String each = failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
        LoopIOException combined = new LoopIOException(commonKind(failures), what + each, null);
        failures.forEach(combined::addSuppressed);
        return combined;
    }

    private static boolean sameMessage(List<Throwable> failures) {
        String model = failures.getFirst().getMessage();
        return failures.stream().allMatch(failure -> Objects.equals(model, failure.getMessage()));
    }

    private static ErrorKind commonKind(List<Throwable> failures) {
        ErrorKind model = Sockets.kind(failures.getFirst());
        return failures.stream().allMatch(failure -> Sockets.kind(failure) == model) ? model : ErrorKind.OTHER;
    }
}
