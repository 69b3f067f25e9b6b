package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.linux.FileCalls;
import dev.gyre.linux.JdkDescriptors;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Capability;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets whose calls would wait for a peer that does not read; a loop that waits hangs, and these tests with it. */
@Timeout(60)
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class SockWaitingTest extends SockTestCase {
    private static final int AN_HOUR = 3600;

    private final FileCalls files = new FileCalls();

    SockWaitingTest(String backend) {
        super(backend);
    }

    @BeforeEach
    void needsTheKernel() {
        assumeTrue(Backends.isReal(backend), "its sockets are none of the kernel's");
    }

    private static int descriptorOf(LoopSocket socket) {
        var channel = socket.owned().channel();
        return channel == null
                ? socket.owned().descriptor()
                : JdkDescriptors.of(channel).orElseThrow();
    }

    @Test
    void shouldNotWaitToSendAFileOverADescriptorThatWaits(@TempDir Path folder) throws Exception {
        assumeTrue(loop.io().capabilities().contains(Capability.ADOPT_DESCRIPTOR), "it adopts no descriptors");
        byte[] content = new byte[PLENTY];
        content[PLENTY - 1] = 7;
        Path path = Files.write(folder.resolve("file"), content);
        Pair pair = pair();
        int duplicate = files.control(descriptorOf(pair.near()), FileCalls.F_DUPFD_CLOEXEC, 0);
        int flags = files.control(duplicate, FileCalls.F_GETFL, 0);
        assertEquals(0, files.control(duplicate, FileCalls.F_SETFL, flags & ~FileCalls.O_NONBLOCK));
        LoopSocket adopted = keep(loop.adoptSocket(duplicate));
        try (FileChannel file = FileChannel.open(path)) {
            LoopFuture<Long> sending = loop.sockSendfile(adopted, file, 0, -1, true);
            rig.iterations(5);
            assertFalse(sending.isDone(), sending::toString);
            sending.addDoneCallback(done -> {
                adopted.close();
                pair.near().close();
            });
            assertArrayEquals(content, receiveAll(pair.far()));
            assertEquals(PLENTY, rig.await(sending));
        }
    }

    @Test
    void shouldNotWaitToCloseWhatLingers() throws Exception {
        Pair pair = pair();
        pair.near().setOption(StandardSocketOptions.SO_LINGER, AN_HOUR);
        LoopFuture<Void> sending = loop.sockSendall(pair.near(), ByteBuffer.allocateDirect(PLENTY));
        rig.iterations(3);
        assertFalse(sending.isDone());
        pair.near().close();
        assertTrue(receiveAll(pair.far()).length > 0);
    }
}
