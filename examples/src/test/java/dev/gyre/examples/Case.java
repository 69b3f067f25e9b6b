package dev.gyre.examples;

import java.util.List;

/**
 * A program, the same for asyncio, and what both print.
 *
 * @param example the program
 * @param original the file of the program for asyncio
 * @param prints the lines
 */
record Case(Class<?> example, String original, List<String> prints) {
    @Override
    public String toString() {
        return example.getSimpleName();
    }
}
