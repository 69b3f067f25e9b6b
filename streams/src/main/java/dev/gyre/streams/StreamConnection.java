package dev.gyre.streams;

/**
 * A connection: its two ends.
 *
 * @param reader reads from it
 * @param writer writes to it
 */
public record StreamConnection(StreamReader reader, StreamWriter writer) implements AutoCloseable {
    /** Begins to close it, as {@link StreamWriter#close()}. */
    @Override
    public void close() {
        writer.close();
    }
}
