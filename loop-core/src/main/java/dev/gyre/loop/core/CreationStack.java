package dev.gyre.loop.core;

import java.util.Arrays;

/** Where something was made, without the engine's own frames. */
final class CreationStack {
    private static final String ENGINE = CreationStack.class.getPackageName();
    private static final int LIMIT = 32;

    private CreationStack() {}

    static StackTraceElement[] here() {
        StackTraceElement[] all = new Throwable().getStackTrace();
        int first = 0;
        while (first < all.length && all[first].getClassName().startsWith(ENGINE + ".")) {
            first++;
        }
        return Arrays.copyOfRange(all, first, Math.min(all.length, first + LIMIT));
    }
}
