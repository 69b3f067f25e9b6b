package dev.gyre.loop.core;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The failure under the wrappers that JDK futures put round it. */
final class Unwrapped {
    private Unwrapped() {}

    static Throwable of(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
