package dev.gyre.streams;

import java.util.List;

/** Several failures as one. */
final class Failures {
    private Failures() {}

    /** {@return the first, which keeps the others as suppressed} */
    static Throwable combined(List<Throwable> failures) {
        Throwable first = failures.getFirst();
        for (Throwable each : failures.subList(1, failures.size())) {
            if (each != first) {
                first.addSuppressed(each);
            }
        }
        return first;
    }

    /** Throws it, whatever it is. */
    @SuppressWarnings("unchecked") // erased: nothing is cast
    static <E extends Throwable> RuntimeException sneak(Throwable failure) throws E {
        throw (E) failure;
    }
}
