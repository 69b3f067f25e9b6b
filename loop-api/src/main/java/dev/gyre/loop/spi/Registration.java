package dev.gyre.loop.spi;

/** Something that was added and can be taken back. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Takes it back. Any thread; a second call does nothing. */
    @Override
    void close();
}
