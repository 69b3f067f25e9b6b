package dev.gyre.loop.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Non-blocking attempts on a datagram socket. */
public interface DatagramPort extends Port {
    /**
     * Fixes the peer.
     *
     * @param remote the only peer to send to and to receive from
     * @throws IOException when it was refused
     */
    void connect(SocketAddress remote) throws IOException;

    /**
     * Fills the batch, with as few calls of the kernel as the mechanism can.
     *
     * @param batch slots of the loop's; cleared first
     * @return how many slots were filled, which is how many datagrams came unless the batch {@linkplain DatagramBatch#takesRuns() takes runs}, or
     *     {@link Outcome#WOULD_BLOCK}
     * @throws IOException when the socket reports a failure, such as an earlier ICMP error
     */
    int receive(DatagramBatch batch) throws IOException;

    /**
     * Sends one datagram, whole or not at all.
     *
     * @param data its bytes, consumed when sent
     * @param to where to; null on a connected socket
     * @return how many bytes were sent (0 for an empty datagram), or {@link Outcome#WOULD_BLOCK}
     * @throws IOException when it was refused
     */
    int send(ByteBuffer data, @Nullable SocketAddress to) throws IOException;

    /**
     * Sends datagrams in order, from the first that is left on, with as few calls of the kernel as the mechanism can. Those that were sent are
     * {@linkplain OutgoingDatagrams#taken(int) taken off}.
     *
     * @param datagrams what to send, not empty
     * @return how many were sent, which may be fewer than there are; {@link Outcome#WOULD_BLOCK} when none could be
     * @throws IOException when the first of those that are left now was refused; it is left there, and was not sent
     */
    default int send(OutgoingDatagrams datagrams) throws IOException {
        int sent = 0;
        while (!datagrams.isEmpty()) {
            int first = datagrams.first();
            if (send(datagrams.data(first), datagrams.to(first)) == Outcome.WOULD_BLOCK) {
                return sent == 0 ? Outcome.WOULD_BLOCK : sent;
            }
            datagrams.taken(1);
            sent++;
        }
        return sent;
    }

    /**
     * Takes back what this port has set on the socket to receive more with one call, before another port has the socket.
     *
     * @return whether it is done. If not, datagrams wait in the socket that another port could not tell apart: receive with this one until it
     *     would block, and call this again.
     */
    default boolean withdraw() {
        return true;
    }
}
