package dev.gyre.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Channels over descriptors, and what becomes of those when it goes wrong. */
final class JdkInternalsTest {
    private static final StandardProtocolFamily INET = StandardProtocolFamily.INET;

    @BeforeAll
    static void needTheFlag() {
        assertNull(NioAdoption.missing());
    }

    /** {@return what the kernel calls the socket of a number, which no other is called; empty when there is none} */
    private static String identity(int descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    private static DatagramChannel open() throws IOException {
        return DatagramChannel.open(INET).bind(Rig.anyPort());
    }

    @Test
    void shouldNotCloseWhatHasTheNumberOfAChannelThatCouldNotBeMade() throws IOException {
        DatagramChannel gone = open();
        int number = JdkInternals.descriptor(gone);
        gone.close();
        assertThrows(IOException.class, () -> JdkInternals.datagram(number, INET));

        List<DatagramChannel> next = new ArrayList<>();
        while (next.isEmpty() || JdkInternals.descriptor(next.getLast()) != number) {
            next.add(open());
        }
        String identity = identity(number);
        awaitCollection();
        awaitCollection();

        assertEquals(identity, identity(number), "closed by who had the number before");
        for (DatagramChannel each : next) {
            each.close();
        }
    }

    /** Waits until the collector has had the JDK close a channel that nobody keeps. */
    private static void awaitCollection() throws IOException {
        int dropped = JdkInternals.descriptor(open());
        String identity = identity(dropped);
        long deadline = System.nanoTime() + Rig.PATIENCE_NANOS;
        while (identity.equals(identity(dropped))) {
            assertTrue(System.nanoTime() - deadline < 0, "never collected");
            System.gc();
        }
    }
}
