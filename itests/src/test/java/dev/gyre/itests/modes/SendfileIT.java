package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gyre.loop.LoopFuture;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files through connections. */
final class SendfileIT extends ModeTestCase {
    private static final int SIZE = 3_000_001;

    @TempDir
    private Path folder;

    private final byte[] content = new byte[SIZE];
    private FileChannel file;

    @BeforeEach
    void writeTheFile() throws IOException {
        new Random(1).nextBytes(content);
        file = FileChannel.open(Files.write(folder.resolve("file"), content));
    }

    @AfterEach
    void closeTheFile() throws IOException {
        file.close();
    }

    @Test
    void shouldSendAWholeFileBetweenWrites() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.client().write("before ");
        assertEquals(SIZE, rig.await(rig.loop().sendfile(pair.client().transport, file, 0, -1, true)));
        pair.client().write(" after");
        rig.until("all is here", () -> pair.server().size() == SIZE + 13);
        byte[] received = pair.server().bytes();
        assertEquals("before ", new String(received, 0, 7, StandardCharsets.UTF_8));
        assertArrayEquals(content, Arrays.copyOfRange(received, 7, 7 + SIZE));
        assertEquals(" after", new String(received, 7 + SIZE, 6, StandardCharsets.UTF_8));
        pair.close(rig);
    }

    @Test
    void shouldSendAPart() throws Exception {
        Rig.Pair pair = rig.pair();
        assertEquals(1_000L, rig.await(rig.loop().sendfile(pair.client().transport, file, 500, 1_000, true)));
        assertEquals(1_500, file.position());
        rig.until("it is here", () -> pair.server().size() == 1_000);
        assertArrayEquals(Arrays.copyOfRange(content, 500, 1_500), pair.server().bytes());
        pair.close(rig);
    }

    @Test
    void shouldFailWhenTheConnectionIsLost() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        try (FileChannel much = FileChannel.open(Files.write(folder.resolve("long"), new byte[32 << 20]))) {
            LoopFuture<Long> sending = rig.loop().sendfile(pair.client().transport, much, 0, -1, true);
            rig.iterations(5);
            pair.client().transport.abort();
            assertThrows(IOException.class, () -> rig.await(sending));
        }
        pair.close(rig);
    }
}
