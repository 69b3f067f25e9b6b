package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The descriptors under channels; the tests run with the flag. */
class JdkDescriptorsTest extends CallsTestCase {
    @Test
    void shouldKnowTheSocketUnderAChannel() throws Exception {
        assertEquals(Optional.empty(), JdkDescriptors.missingFlag());
        SocketAddressCodec codec = new SocketAddressCodec();
        try (ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
            codec.clear();
            int descriptor = JdkDescriptors.of(channel).orElseThrow();
            assertEquals(0, sockets.localAddress(descriptor, codec.address(), codec.lengthAddress()));
            assertEquals(channel.getLocalAddress(), codec.present());
        }
    }

    @Test
    void shouldKnowOtherChannels(@TempDir Path folder) throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink();
                DatagramChannel datagrams = DatagramChannel.open();
                FileChannel file = FileChannel.open(Files.createFile(folder.resolve("file")))) {
            for (OptionalInt each : new OptionalInt[] {
                JdkDescriptors.of(source),
                JdkDescriptors.of(sink),
                JdkDescriptors.of(datagrams),
                JdkDescriptors.of(file)
            }) {
                assertTrue(files.control(each.orElseThrow(), FileCalls.F_GETFD, 0) >= 0);
            }
        }
    }
}
