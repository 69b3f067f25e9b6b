package dev.gyre.loop.spi;

/**
 * The handle behind a port, as the backend knows it: the identity a backend hands back to {@link ReadySink}. Implemented
 * by the engine. A backend calls nothing on it but {@link #describe()}, for messages.
 */
public interface PortOwner {
    /**
     * {@return what this is, for messages, such as {@code stream 127.0.0.1:7007}}
     */
    String describe();
}
