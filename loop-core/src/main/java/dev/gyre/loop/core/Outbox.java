package dev.gyre.loop.core;

import dev.gyre.loop.spi.OutgoingDatagrams;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one datagram socket of the loop has sent in the present dispatch, to leave together when it ends. One socket has it at a time; those of others go at once
 * meanwhile.
 */
final class Outbox {
    private static final int DATAGRAMS = 128;
    private static final int BYTES = 256 * 1024;
    private static final int LONGEST = 0xFFFF;

    private @Nullable OutgoingDatagrams datagrams;
    private @Nullable EngineDatagram owner;

    private OutgoingDatagrams datagrams() {
        OutgoingDatagrams made = datagrams;
        if (made == null) {
            made = new OutgoingDatagrams(DATAGRAMS, BYTES);
            datagrams = made;
        }
        return made;
    }

    /** Whether a socket has it. */
    boolean isOf(EngineDatagram socket) {
        return owner == socket;
    }

    /** Copies a datagram, which is not consumed; returns whether it did. */
    boolean offer(EngineDatagram from, ByteBuffer data, @Nullable SocketAddress to) {
        if ((owner != null && owner != from) || !datagrams().offer(data, to)) {
            return false;
        }
        owner = from;
        return true;
    }

    boolean isFull() {
        return datagrams().isFull(LONGEST);
    }

    /** What waits, to be sent by the socket that has it. */
    OutgoingDatagrams waiting() {
        return datagrams();
    }

    /** Has the socket that has it send what waits. */
    void flush() {
        EngineDatagram present = owner;
        if (present != null) {
            present.flushOutbox();
        }
    }

    /** Drops what waits. */
    void release() {
        owner = null;
        datagrams().clear();
    }
}
