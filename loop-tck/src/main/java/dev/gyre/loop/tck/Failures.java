package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** Failures as the contract wants them: the same kind on every backend, and a message. */
final class Failures {
    private Failures() {}

    static LoopIOException assertFails(ErrorKind kind, Executable attempt) {
        return assertFails(Set.of(kind), attempt);
    }

    static LoopIOException assertFails(Set<ErrorKind> kinds, Executable attempt) {
        LoopIOException failure = assertThrows(LoopIOException.class, attempt);
        check(kinds, failure);
        return failure;
    }

    static void check(Set<ErrorKind> kinds, LoopIOException failure) {
        assertTrue(
                kinds.contains(failure.kind()),
                () -> "kind " + failure.kind() + " instead of " + kinds + ": " + failure);
        assertNotNull(failure.getMessage(), "a failure says what was tried and found");
    }
}
