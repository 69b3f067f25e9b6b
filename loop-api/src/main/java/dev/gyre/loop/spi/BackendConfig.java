package dev.gyre.loop.spi;

/**
 * What an engine asks of a backend it opens.
 *
 * @param receiveBufferSize bytes of the buffer that is lent to streaming protocols; one a loop
 * @param name the loop's name, for messages
 * @param spinNanos for how long {@link LoopBackend#poll} looks again and again before it waits, where the mechanism can; 0 waits at once
 */
public record BackendConfig(int receiveBufferSize, String name, long spinNanos) {
    /** 256 KiB: larger brought nothing, 64 KiB cost a third of the throughput of 100 KiB messages. */
    public static final int DEFAULT_RECEIVE_BUFFER_SIZE = 256 * 1024;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException when it is below 1 KiB
     */
    public BackendConfig {
        if (receiveBufferSize < 1024) {
            throw new IllegalArgumentException(
                    "receiveBufferSize is " + receiveBufferSize + "; it must be at least 1024 bytes");
        }
    }

    /**
     * Makes one that does not spin.
     *
     * @param receiveBufferSize bytes of the buffer that is lent to streaming protocols
     * @param name the loop's name
     */
    public BackendConfig(int receiveBufferSize, String name) {
        this(receiveBufferSize, name, 0);
    }

    /**
     * Makes the usual configuration.
     *
     * @param name the loop's name
     * @return the configuration
     */
    public static BackendConfig of(String name) {
        return new BackendConfig(DEFAULT_RECEIVE_BUFFER_SIZE, name);
    }
}
