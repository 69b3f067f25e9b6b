package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.OutgoingDatagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datagrams that are sent together, and received together: each stays what it is. */
public interface DatagramBatchContract extends BackendContract {
    private DatagramEnd open() throws IOException {
        harness().needs(Capability.DATAGRAM);
        return new DatagramEnd(harness());
    }

    private static OutgoingDatagrams batch() {
        return new OutgoingDatagrams(64, 256 * 1024);
    }

    private static void put(OutgoingDatagrams batch, String text, @Nullable SocketAddress to) {
        assertTrue(batch.offer(ByteBuffer.wrap(Bytes.of(text)), to), "there is room");
    }

    /** Puts datagrams of equal size there; returns what they are. */
    private static List<String> put(OutgoingDatagrams batch, String name, int count, @Nullable SocketAddress to) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(name + " " + (100 + i));
            put(batch, texts.getLast(), to);
        }
        return texts;
    }

    @Test
    @DisplayName("[6] datagrams sent together come one by one, in order, of equal size or not, empty ones too")
    default void shouldSendTogether() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        OutgoingDatagrams batch = batch();
        List<String> sent = new ArrayList<>(put(batch, "equal", 20, other.address()));
        for (String text : new String[] {"short", "", "", "much longer than the others", "x", "y", "", "last"}) {
            sent.add(text);
            put(batch, text, other.address());
        }
        one.send(batch);
        assertEquals(sent, other.receive(sent.size()));
        assertEquals(one.address(), other.batch().address(0));
    }

    @Test
    @DisplayName("[6] a batch that takes runs has the same datagrams")
    default void shouldReceiveTogether() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        other.takeRuns();
        List<String> got = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            OutgoingDatagrams batch = batch();
            sent.addAll(put(batch, "equal", 20, other.address()));
            sent.add("last");
            put(batch, "last", other.address());
            sent.add("");
            put(batch, "", other.address());
            one.send(batch);
            got.addAll(other.receive(sent.size() - got.size()));
            assertEquals(one.address(), other.batch().address(0));
        }
        assertEquals(sent, got);
    }

    @Test
    @DisplayName("[6] datagrams to several destinations keep their order at each")
    default void shouldSendToSeveralTogether() throws IOException {
        DatagramEnd one = open();
        DatagramEnd left = open();
        DatagramEnd right = open();
        OutgoingDatagrams batch = batch();
        List<String> toLeft = new ArrayList<>();
        List<String> toRight = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            toLeft.addAll(put(batch, "left " + i, i + 1, left.address()));
            toRight.addAll(put(batch, "right " + i, 2, right.address()));
        }
        one.send(batch);
        assertEquals(toLeft, left.receive(toLeft.size()));
        assertEquals(toRight, right.receive(toRight.size()));
    }

    @Test
    @DisplayName("[6] long datagrams leave together, too")
    default void shouldSendLongOnesTogether() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        other.takeRuns();
        OutgoingDatagrams batch = batch();
        List<String> sent = new ArrayList<>();
        for (int size : new int[] {20_000, 20_000, 20_000, 20_000, 7, 32_000, 32_000}) {
            sent.add(("" + size).repeat(size).substring(0, size));
            put(batch, sent.getLast(), other.address());
        }
        one.send(batch);
        assertEquals(sent, other.receive(sent.size()));
    }

    @Test
    @DisplayName("[6] a connected socket sends many to its peer without an address")
    default void shouldSendToThePeerTogether() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        one.port().connect(other.address());
        OutgoingDatagrams batch = batch();
        List<String> sent = new ArrayList<>(put(batch, "equal", 10, null));
        sent.addAll(put(batch, "not so", 10, null));
        sent.add("once more");
        put(batch, sent.getLast(), null);
        one.send(batch);
        assertEquals(sent, other.receive(sent.size()));
    }

    @Test
    @DisplayName("[10] one that is refused is left at the head, those before it are sent, those behind it can be")
    default void shouldSayWhichOfManyIsRefused() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        OutgoingDatagrams batch = batch();
        List<String> sent = new ArrayList<>(put(batch, "before", 5, other.address()));
        put(batch, "six", new InetSocketAddress("::1", 9));
        sent.addAll(put(batch, "between", 5, other.address()));
        batch.offer(ByteBuffer.allocate(65_530), other.address());
        sent.addAll(put(batch, "behind", 5, other.address()));
        Failures.assertFails(ErrorKind.ADDRESS_NOT_AVAILABLE, () -> one.send(batch));
        assertEquals(12, batch.count(), "five are gone");
        batch.taken(1);
        Failures.assertFails(ErrorKind.MESSAGE_TOO_LARGE, () -> one.send(batch));
        assertEquals(6, batch.count(), "five more are gone");
        batch.taken(1);
        one.send(batch);
        assertEquals(sent, other.receive(sent.size()));
    }

    @Test
    @DisplayName("[10] that nobody receives is told to one of many, and the others are not lost by it")
    default void shouldReportThatNobodyReceivesMany() throws IOException {
        DatagramEnd gone = open();
        DatagramEnd one = open();
        one.port().connect(gone.address());
        gone.close();
        OutgoingDatagrams batch = batch();
        Failures.assertFails(ErrorKind.REFUSED, () -> harness().await("the answer of the kernel", () -> {
            put(batch, "anybody?", 5, null);
            one.send(batch);
            return false;
        }));
        assertFalse(batch.isEmpty(), "the one that was refused was not sent");
    }

    @Test
    @DisplayName("[5] datagrams that came together and wait are there on the next backend, one by one")
    default void shouldKeepManyThroughASwap() throws IOException {
        DatagramEnd one = open();
        DatagramEnd other = open();
        other.takeRuns();
        one.send(Bytes.of("first"), other.address());
        assertEquals(List.of("first"), other.receive(1));
        OutgoingDatagrams batch = batch();
        List<String> sent = put(batch, "waiting", 30, other.address());
        one.send(batch);
        other.awaitReady(Ops.READ);
        LoopBackend old = harness().backend();
        LoopBackend next = harness().another();
        harness().await("quiet", old::quiesce);
        List<String> got = new ArrayList<>();
        while (!other.port().withdraw()) {
            got.addAll(other.receiveAll());
        }
        one.moveTo(next);
        other.moveTo(next);
        harness().release(old);
        put(batch, "after", other.address());
        one.send(batch);
        sent.add("after");
        other.takeSingles();
        got.addAll(other.receive(sent.size() - got.size()));
        assertEquals(sent, got);
    }
}
