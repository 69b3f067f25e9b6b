package dev.gyre.examples;

import java.io.IOException;

/** What a program is written for. */
enum Library {
    GYRE,
    ASYNCIO;

    Program start(Class<?> example, String original, String argument) throws IOException {
        return this == GYRE ? Program.start(example, argument) : Program.startOriginal(original, argument);
    }
}
