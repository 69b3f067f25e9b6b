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
     * @return how many datagrams came, or {@link Outcome#WOULD_BLOCK}
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
}
