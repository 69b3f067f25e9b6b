package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fills batches with one call each, by recvmmsg(2), several datagrams to a slot where the kernel has joined them (UDP_GRO of udp(7), Linux 5.0). */
final class DatagramReceiver {
    private final SocketCalls calls;
    private final KnownAddresses known;
    /** A loop has two batches, one of them for what may be joined, and keeps them. */
    private @Nullable BatchHeaders present;

    private @Nullable BatchHeaders other;

    DatagramReceiver(SocketCalls calls, KnownAddresses known) {
        this.calls = calls;
        this.known = known;
    }

    int receive(EpollDatagramPort port, DatagramBatch batch) throws IOException {
        batch.clear();
        BatchHeaders headers = headers(batch);
        headers.prepare(batch.takesRuns() && port.joins());
        int count = receive(port, headers, batch.capacity());
        for (int i = 0; i < count; i++) {
            headers.take(i, known);
        }
        return count;
    }

    private BatchHeaders headers(DatagramBatch batch) {
        BatchHeaders latest = present;
        if (latest != null && latest.isOf(batch)) {
            return latest;
        }
        BatchHeaders wanted = other != null && other.isOf(batch) ? other : new BatchHeaders(batch);
        other = latest;
        present = wanted;
        return wanted;
    }

    private int receive(EpollDatagramPort port, BatchHeaders headers, int capacity) throws IOException {
        while (true) {
            int count = calls.receiveMessages(port.descriptor(), headers.address(), capacity, SocketCalls.MSG_DONTWAIT);
            if (count > 0) {
                return count;
            }
            switch (Errno.of(count)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw port.receiveFailure(count);
            }
        }
    }
}
