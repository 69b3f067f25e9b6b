package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.SubprocessTransport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol of a child process. Call grammar: {@code made → (pipeDataReceived | pipeConnectionLost | processExited)* →
 * lost}, in which {@code processExited} comes once and {@code pipeConnectionLost} once for each pipe, in any order;
 * {@code lost} comes after all of them. Pauses and resumptions of writing are those of the child's standard input.
 *
 * <p><b>Threading</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Ownership</b>: the bytes lent to {@link #pipeDataReceived} are the loop's; copy what is needed later.
 *
 * <p><b>Errors</b>: as in {@link BaseProtocol}; aborting this transport closes its pipes and kills the child.
 *
 * <p><b>Differences from asyncio</b>: the data is a view of the loop's memory, not an object of its own. No callback
 * comes before {@link #connectionMade}, however soon the child ends.
 */
@ConsumerType
public interface SubprocessProtocol extends BaseProtocol<SubprocessTransport> {
    /**
     * The child has written to a pipe.
     *
     * @param fd the child's descriptor: 1 for standard output, 2 for standard error
     * @param data at least one byte between position and limit, read-only, valid until this method returns. In debug
     *     mode the memory is overwritten afterwards
     * @throws Exception anything; the transport is then aborted
     */
    default void pipeDataReceived(int fd, ByteBuffer data) throws Exception {}

    /**
     * A pipe to or from the child is closed.
     *
     * @param fd the child's descriptor: 0 for standard input, 1 for standard output, 2 for standard error
     * @param cause why; null after an orderly close
     * @throws Exception anything; the transport is then aborted
     */
    default void pipeConnectionLost(int fd, @Nullable Throwable cause) throws Exception {}

    /**
     * The child has ended; {@link SubprocessTransport#getReturncode()} has its code. Pipes may still hold data, which
     * follows.
     *
     * @throws Exception anything; the transport is then aborted
     */
    default void processExited() throws Exception {}
}
