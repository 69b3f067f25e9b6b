package dev.gyre.streams;

/**
 * What a server of {@link Streams} runs for each connection.
 *
 * <p><b>Errors</b>: what it throws is reported to the loop's exception handler, and its connection is closed; that is closed too when its task is
 * cancelled. One that returns leaves the connection open: closing it is its own part.
 *
 * <p><b>Differences from asyncio</b>: it is a coroutine always.
 */
@FunctionalInterface
public interface ClientConnected {
    /**
     * Serves a connection, as a task of its own on the connection's loop.
     *
     * @param reader reads from it
     * @param writer writes to it
     * @throws Exception anything
     */
    void connected(StreamReader reader, StreamWriter writer) throws Exception;
}
