package dev.gyre.loop.transport;

import dev.gyre.loop.Signal;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A child process and its pipes.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: it owns the child: closing it kills a child that still runs, and so does losing it. The pipes'
 * transports are closed with it.
 *
 * <p><b>Errors</b>: as in {@link BaseTransport}.
 *
 * <p><b>Differences from asyncio</b>: the three standard pipes are typed; a signal to a child that has ended is an
 * {@link IllegalStateException}, never a signal to another process that got its number. The pipe to a child that has ended is closed with
 * it, though a grandchild may still read from it. Where children are the JDK's, what a grandchild writes after the child's end may be
 * lost, a code above 128 is taken for a signal only when this transport has sent that one, and a child without pipes outlives its loop.
 */
@ProviderType
public interface SubprocessTransport extends BaseTransport {
    /**
     * {@return the child's process number, also after its end}
     */
    long getPid();

    /**
     * Finds the transport of one of the child's pipes.
     *
     * @param fd the child's descriptor: 0 for standard input, 1 for standard output, 2 for standard error
     * @return the transport: a {@link WriteTransport} for 0, a {@link ReadTransport} for 1 and 2; empty when it is not
     *     a pipe
     */
    Optional<BaseTransport> getPipeTransport(int fd);

    /**
     * {@return what writes to the child's standard input; empty when it is not a pipe}
     */
    default Optional<WriteTransport> stdin() {
        return getPipeTransport(0).map(WriteTransport.class::cast);
    }

    /**
     * {@return what reads the child's standard output; empty when it is not a pipe}
     */
    default Optional<ReadTransport> stdout() {
        return getPipeTransport(1).map(ReadTransport.class::cast);
    }

    /**
     * {@return what reads the child's standard error; empty when it is not a pipe}
     */
    default Optional<ReadTransport> stderr() {
        return getPipeTransport(2).map(ReadTransport.class::cast);
    }

    /**
     * {@return the child's exit code; negative, the number of the signal, when a signal ended it; empty while it runs}
     */
    OptionalInt getReturncode();

    /**
     * Kills the child: {@code SIGKILL} on Unix.
     *
     * @throws IllegalStateException when the child has ended
     */
    void kill();

    /**
     * Asks the child to end: {@code SIGTERM} on Unix.
     *
     * @throws IllegalStateException when the child has ended
     */
    void terminate();

    /**
     * Sends a signal to the child.
     *
     * @param signal the signal
     * @throws IllegalStateException when the child has ended
     * @throws IllegalArgumentException when the system has no such signal
     */
    void sendSignal(Signal signal);

    /**
     * Closes the pipes and kills a child that still runs; {@code connectionLost} follows its end. A second call does
     * nothing.
     */
    @Override
    void close();
}
