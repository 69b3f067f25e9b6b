package dev.gyre.streams;

/** Something that is held for a block: {@code try (var _ = lock.hold()) { … }}. Closing it twice releases twice. */
@FunctionalInterface
public interface Held extends AutoCloseable {
    /** Releases it. */
    @Override
    void close();
}
