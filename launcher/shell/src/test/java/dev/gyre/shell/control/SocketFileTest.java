package dev.gyre.shell.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.shell.protocol.Frame;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder and the file of the control socket: for one user alone, and nobody else's thing taken away. */
final class SocketFileTest {
    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void choose() {
        folder = temporary.resolve("run");
    }

    private static ControlServer open(Path folder) throws IOException {
        return ControlServer.open(folder, () -> null, (command, before) -> List.of());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private void makeFolder(String mode) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> open(folder).close()).getMessage();
    }

    @Test
    void shouldMakeFolderAndSocketForTheOwnerAlone() throws IOException {
        folder = temporary.resolve("a/b/run");
        try (ControlServer server = open(folder)) {
            assertEquals("rwx------", mode(folder));
            assertEquals("rw-------", mode(server.file()));
            assertEquals(folder.resolve("gyre.sock"), server.file());
        }
        assertFalse(Files.exists(folder.resolve("gyre.sock")));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rwxr-xr-x", "rwx--x--x", "rwxr-x---"})
    void shouldCloseAFolderThatOthersCanOnlyRead(String mode) throws IOException {
        makeFolder(mode);
        try (ControlServer _ = open(folder)) {
            assertEquals("rwx------", mode(folder));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-"})
    void shouldRefuseAFolderThatOthersCanWrite(String mode) throws IOException {
        makeFolder(mode);

        String message = refusal();
        assertTrue(message.contains("can be written by others (" + mode + ")"), message);
        assertTrue(message.contains("chmod 700 " + folder), message);
        assertEquals(mode, mode(folder), "the folder was changed");
        assertFalse(Files.exists(folder.resolve("gyre.sock")));
    }

    @Test
    void shouldRefuseAFolderOfSomebodyElse() throws IOException {
        makeFolder("rwx------");
        try {
            UserPrincipal nobody =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(folder, nobody);
        } catch (IOException e) {
            assumeTrue(false, "only root can give a folder away: " + e);
        }
        String message = refusal();
        assertTrue(message.contains("belongs to nobody"), message);
    }

    @Test
    void shouldLeaveAFileThatIsNoSocket() throws IOException {
        makeFolder("rwx------");
        Files.writeString(folder.resolve("gyre.sock"), "precious");

        assertTrue(refusal().contains("is no socket: move it away"));
        assertEquals("precious", Files.readString(folder.resolve("gyre.sock")));
    }

    @Test
    void shouldReplaceASocketThatNobodyAnswersAt() throws IOException {
        makeFolder("rwx------");
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(folder.resolve("gyre.sock")));
        }
        try (ControlServer server = open(folder);
                ShellClient client = ShellClient.open(server.file(), Frame.Open.plain())) {
            assertTrue(client.awaitRefusal().contains("org.apache.felix.gogo.runtime, is not started"));
        }
    }

    @Test
    void shouldNotTakeTheSocketOfAnotherContainer() throws IOException {
        try (ControlServer server = open(folder)) {
            assertTrue(refusal().contains("another container answers at " + server.file()));
            try (ShellClient client = ShellClient.open(server.file(), Frame.Open.plain())) {
                assertTrue(client.awaitRefusal().contains("is not started"));
            }
        }
    }

    @Test
    void shouldNotRemoveASocketThatIsNotItsOwnAnyMore() throws IOException {
        ControlServer server = open(folder);
        Files.delete(server.file());
        try (ControlServer next = open(folder)) {
            server.close();
            assertTrue(Files.exists(next.file()));
        }
    }

    @Test
    void shouldSayThatAPathIsTooLong() {
        folder = temporary.resolve("x".repeat(120));
        assertTrue(refusal().contains("too long"));
    }
}
