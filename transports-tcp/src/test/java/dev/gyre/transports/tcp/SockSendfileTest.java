package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.SendfileNotAvailableException;
import dev.gyre.loop.spi.Capability;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code sockSendfile}, without a copy where the backend can and with one where it cannot. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockSendfileTest extends SockTestCase {
    private static final int SIZE = 3_000_017;

    @TempDir
    private Path folder;

    private byte[] content;
    private FileChannel file;

    SockSendfileTest(String backend) {
        super(backend);
    }

    @BeforeEach
    void openFile() throws IOException {
        content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (i * 11 >> 3);
        }
        Path path = Files.write(folder.resolve("file"), content);
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @AfterEach
    void closeFile() throws IOException {
        file.close();
    }

    private byte[] sent(Pair pair, LoopFuture<Long> sending) throws Exception {
        sending.addDoneCallback(_ -> pair.near().shutdownOutput());
        byte[] received = receiveAll(pair.far());
        assertEquals(received.length, sending.result());
        return received;
    }

    @Test
    void shouldSendTheWhole() throws Exception {
        Pair pair = pair();
        assertArrayEquals(content, sent(pair, loop.sockSendfile(pair.near(), file, 0, -1, true)));
        assertEquals(SIZE, file.position());
    }

    @Test
    void shouldSendAPart() throws Exception {
        Pair pair = pair();
        byte[] part = sent(pair, loop.sockSendfile(pair.near(), file, 1_000, 5_000, true));
        assertArrayEquals(Arrays.copyOfRange(content, 1_000, 6_000), part);
        assertEquals(6_000, file.position());
    }

    @Test
    void shouldSendLessOfAShorterFile() throws Exception {
        Pair pair = pair();
        byte[] part = sent(pair, loop.sockSendfile(pair.near(), file, SIZE - 10, 5_000, true));
        assertEquals(10, part.length);
        assertEquals(SIZE, file.position());
    }

    @Test
    void shouldSendNothingFromBehindTheEnd() throws Exception {
        Pair pair = pair();
        assertEquals(0, sent(pair, loop.sockSendfile(pair.near(), file, SIZE + 5, -1, true)).length);
        assertEquals(0, file.position(), "nothing was sent, so it stays");
    }

    @Test
    void shouldStopWhenCancelled() throws Exception {
        Pair pair = pair();
        Path large = folder.resolve("large");
        try (FileChannel filling = FileChannel.open(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            filling.write(java.nio.ByteBuffer.allocate(1), PLENTY);
        }
        try (FileChannel long_ = FileChannel.open(large)) {
            LoopFuture<Long> sending = loop.sockSendfile(pair.near(), long_, 0, -1, true);
            rig.iterations(5);
            assertFalse(sending.isDone());
            sending.cancel();
            rig.iterations(2);
            pair.near().shutdownOutput();
            assertEquals(receiveAll(pair.far()).length, long_.position());
        }
    }

    @Test
    void shouldSayThatThePeerHasGone() throws Exception {
        Pair pair = pair();
        pair.far().close();
        LoopFuture<Long> sending = loop.sockSendfile(pair.near(), file, 0, -1, true);
        ErrorKind kind = failure(sending).kind();
        assertTrue(kind == ErrorKind.RESET || kind == ErrorKind.BROKEN_PIPE, kind::toString);
    }

    @Test
    void shouldRefuseWhatCannotBeSent() throws Exception {
        LoopSocket listener = listener();
        LoopSocket near = stream();
        assertThrows(IllegalArgumentException.class, () -> loop.sockSendfile(listener, file, 0, -1, true));
        assertThrows(IllegalArgumentException.class, () -> loop.sockSendfile(near, file, -1, -1, true));
        assertThrows(IllegalArgumentException.class, () -> loop.sockSendfile(near, file, 0, 0, true));
        assertEquals(
                ErrorKind.NOT_CONNECTED,
                failure(loop.sockSendfile(near, file, 0, -1, true)).kind());
    }

    @Test
    void shouldCopyOnlyWhenAllowed() throws Exception {
        Pair pair = pair();
        if (loop.io().capabilities().contains(Capability.SEND_FILE)) {
            assertEquals(10, rig.await(loop.sockSendfile(pair.near(), file, 0, 10, false)));
        } else {
            assertThrows(SendfileNotAvailableException.class, () -> loop.sockSendfile(pair.near(), file, 0, 10, false));
        }
    }
}
