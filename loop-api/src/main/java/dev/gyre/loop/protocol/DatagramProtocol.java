package dev.gyre.loop.protocol;

import dev.gyre.loop.transport.DatagramTransport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A protocol of datagrams. Call grammar: {@code made → (datagramReceived | errorReceived)* → lost}, with pauses and
 * resumptions of writing anywhere between the first and the last.
 *
 * <p><b>Threading</b>: as in {@link BaseProtocol}.
 *
 * <p><b>Ownership</b>: the bytes lent to {@link #datagramReceived} are the loop's; copy what is needed later.
 *
 * <p><b>Errors</b>: what a method throws is reported. Unlike that of a stream, the transport goes on, as asyncio's does, for a datagram that
 * nobody could make sense of says nothing about the next; only {@code connectionMade} that throws aborts it.
 *
 * <p><b>Differences from asyncio</b>: the data is a view of the loop's memory, not an object of its own.
 */
@ConsumerType
public interface DatagramProtocol extends BaseProtocol<DatagramTransport> {
    /**
     * A datagram has come.
     *
     * @param data its bytes between position and limit, possibly none; read-only, valid until this method returns. In
     *     debug mode the memory is overwritten afterwards
     * @param from the sender; an unnamed address when a Unix sender has none
     * @throws Exception anything; it is reported, and the transport goes on
     */
    default void datagramReceived(ByteBuffer data, SocketAddress from) throws Exception {}

    /**
     * An earlier send or receive has failed in a way that leaves the socket usable, such as a peer's port that nobody
     * listens on. Many losses are never reported by the network.
     *
     * @param cause the failure, a {@link dev.gyre.loop.LoopIOException} with its kind
     * @throws Exception anything; it is reported, and the transport goes on
     */
    default void errorReceived(Throwable cause) throws Exception {}
}
