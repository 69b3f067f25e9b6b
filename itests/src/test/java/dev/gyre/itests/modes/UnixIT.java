package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers at paths. */
final class UnixIT extends ModeTestCase {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("socket");
    }

    private Server serve(UnixServerOptions options) throws Exception {
        return rig.await(rig.loop().createUnixServer(() -> new Peer(rig), options));
    }

    @Test
    void shouldBeRefusedWhereNobodyListens() {
        LoopIOException refused = assertThrows(
                LoopIOException.class,
                () -> rig.await(rig.loop().createUnixConnection(() -> new Peer(rig), UnixConnectOptions.to(path))));
        assertEquals(ErrorKind.NOT_FOUND, refused.kind());
        assertTrue(refused.getMessage().contains(path.toString()), refused::getMessage);
    }

    @Test
    void shouldRemoveItsFileWhenItCloses() throws Exception {
        Server server = serve(UnixServerOptions.at(path));
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        server.close();
        assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void shouldReplaceTheFileOfAServerThatCrashed() throws Exception {
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(path));
        }
        serve(UnixServerOptions.at(path)).close();
    }

    @Test
    void shouldNotTakeThePlaceOfALiveServer() throws Exception {
        Server server = serve(UnixServerOptions.at(path));
        LoopIOException inUse = assertThrows(LoopIOException.class, () -> serve(UnixServerOptions.at(path)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, inUse.kind());
        rig.iterations(3);
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldGiveItsFileTheModeThatIsAskedFor() throws Exception {
        Server server = serve(UnixServerOptions.at(path).toBuilder()
                .mode(PosixFilePermissions.fromString("rw-------"))
                .build());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        server.close();
    }
}
