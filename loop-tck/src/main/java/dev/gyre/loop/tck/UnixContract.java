package dev.gyre.loop.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix-domain streams. */
public interface UnixContract extends BackendContract {
    private ListenerEnd listen(Path directory) throws IOException {
        harness().needs(Capability.UNIX_STREAM);
        return harness().listen(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(directory.resolve("s")), 10);
    }

    @Test
    @DisplayName("[5] a Unix listener has its path, and the ends of a connection too")
    default void shouldKnowItsPath(@TempDir Path directory) throws IOException {
        ListenerEnd listener = listen(directory);
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(directory.resolve("s"));
        assertEquals(path, listener.address());
        StreamPair pair = listener.connect();
        assertEquals(path, harness().control().remoteAddress(pair.client().socket()));
        assertEquals(path, harness().control().localAddress(pair.server().socket()));
        UnixDomainSocketAddress unnamed = assertInstanceOf(
                UnixDomainSocketAddress.class,
                harness().control().remoteAddress(pair.server().socket()));
        assertEquals("", unnamed.getPath().toString());
    }

    @Test
    @DisplayName("[6] a Unix stream carries 1 MiB through back-pressure, and its end")
    default void shouldCarryMuch(@TempDir Path directory) throws IOException {
        StreamPair pair = listen(directory).connect();
        byte[] sent = Bytes.pattern(1 << 20);
        assertArrayEquals(sent, Transfer.through(harness(), pair.client(), pair.server(), ByteBuffer.wrap(sent)));
        assertArrayEquals(sent, Transfer.through(harness(), pair.server(), pair.client(), Bytes.direct(sent)));
        pair.client().port().shutdownOutput();
        assertEquals(0, pair.server().receiveToEnd().length);
    }

    @Test
    @DisplayName("[10] a Unix path that leads nowhere is kind NOT_FOUND")
    default void shouldBeRefusedByNobody(@TempDir Path directory) throws IOException {
        harness().needs(Capability.UNIX_STREAM);
        Owned socket = harness().open(SocketKind.STREAM, StandardProtocolFamily.UNIX);
        StreamEnd client = harness().stream("client", PortKind.CONNECTING, socket);
        Failures.assertFails(ErrorKind.NOT_FOUND, () -> {
            client.connect(UnixDomainSocketAddress.of(directory.resolve("nobody")));
            client.awaitConnected();
        });
    }

    @Test
    @DisplayName("[10] a Unix path whose listener is gone is kind REFUSED")
    default void shouldBeRefusedByAClosedListener(@TempDir Path directory) throws IOException {
        ListenerEnd listener = listen(directory);
        listener.close();
        Owned socket = harness().open(SocketKind.STREAM, StandardProtocolFamily.UNIX);
        StreamEnd client = harness().stream("client", PortKind.CONNECTING, socket);
        Failures.assertFails(ErrorKind.REFUSED, () -> {
            client.connect(UnixDomainSocketAddress.of(directory.resolve("s")));
            client.awaitConnected();
        });
    }

    @Test
    @DisplayName("[10] a Unix path that another has is kind ADDRESS_IN_USE")
    default void shouldNotShareAPath(@TempDir Path directory) throws IOException {
        ListenerEnd listener = listen(directory);
        Owned second = harness().open(SocketKind.LISTENER, StandardProtocolFamily.UNIX);
        Failures.assertFails(ErrorKind.ADDRESS_IN_USE, () -> harness().control().bind(second, listener.address(), 1));
    }

    @Test
    @DisplayName("[10] what is sent to a Unix peer that is gone fails with kind BROKEN_PIPE or RESET")
    default void shouldNotSendToAUnixPeerThatIsGone(@TempDir Path directory) throws IOException {
        StreamPair pair = listen(directory).connect();
        pair.client().close();
        Failures.assertFails(
                Set.of(ErrorKind.BROKEN_PIPE, ErrorKind.RESET), () -> harness().await("a failure to send", () -> {
                    pair.server().offer(ByteBuffer.wrap(new byte[100]));
                    return false;
                }));
    }
}
