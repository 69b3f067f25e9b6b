package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Unix sockets and their files. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.tcp.Backends#all")
class UnixTest {
    private final String backend;
    private LoopRig rig;

    @TempDir
    private Path folder;

    private Path path;

    UnixTest(String backend) {
        this.backend = backend;
    }

    @BeforeEach
    void open() {
        rig = new LoopRig(backend);
        path = folder.resolve("socket");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private Server serve(Recorder accepted, UnixServerOptions options) throws Exception {
        return rig.await(rig.loop().createUnixServer(() -> accepted, options));
    }

    private Recorder connect() throws Exception {
        Recorder client = new Recorder(rig);
        rig.await(rig.loop().createUnixConnection(() -> client, UnixConnectOptions.to(path)));
        return client;
    }

    private void needsFiles() {
        assumeTrue(Backends.isReal(backend), "sockets of this backend have no files");
    }

    @Test
    void shouldCarryBytes() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = serve(accepted, UnixServerOptions.at(path));
        Recorder client = connect();
        client.transport.write("hello", StandardCharsets.UTF_8);
        rig.until("it is here", () -> accepted.text().equals("hello"));
        assertEquals(
                UnixDomainSocketAddress.of(path),
                client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
        assertEquals(
                StandardProtocolFamily.UNIX,
                client.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow().family());
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
        rig.await(server.waitClosed());
    }

    @Test
    void shouldBeRefusedWhereNobodyListens() {
        LoopIOException refused = assertThrows(LoopIOException.class, this::connect);
        assertEquals(ErrorKind.NOT_FOUND, refused.kind());
    }

    @Test
    void shouldRemoveItsFileOnClose() throws Exception {
        needsFiles();
        Server server = serve(new Recorder(rig), UnixServerOptions.at(path));
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        server.close();
        assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void shouldLeaveItsFileWhenToldTo() throws Exception {
        needsFiles();
        serve(
                        new Recorder(rig),
                        UnixServerOptions.at(path).toBuilder()
                                .cleanupSocket(false)
                                .build())
                .close();
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void shouldLeaveAFileThatHasTakenThePlaceOfItsOwn() throws Exception {
        needsFiles();
        Server server = serve(new Recorder(rig), UnixServerOptions.at(path));
        Files.move(path, folder.resolve("moved"));
        Files.createFile(path);
        server.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void shouldReplaceALeftOverFile() throws Exception {
        needsFiles();
        try (ServerSocketChannel crashed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            crashed.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        Recorder accepted = new Recorder(rig);
        Server server = serve(accepted, UnixServerOptions.at(path));
        Recorder client = connect();
        rig.until("it is accepted", () -> accepted.heard("made"));
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
    }

    @Test
    void shouldNotTakeThePlaceOfALiveServer() throws Exception {
        Recorder accepted = new Recorder(rig);
        Server server = serve(accepted, UnixServerOptions.at(path));
        LoopIOException inUse =
                assertThrows(LoopIOException.class, () -> serve(new Recorder(rig), UnixServerOptions.at(path)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, inUse.kind());
        assertTrue(inUse.getMessage().contains(path.toString()), inUse::getMessage);
        rig.iterations(3);
        server.close();
        rig.await(server.waitClosed());
    }

    @Test
    void shouldNotReplaceAFileThatIsNoSocket() throws Exception {
        needsFiles();
        Files.writeString(path, "precious");
        LoopIOException inUse =
                assertThrows(LoopIOException.class, () -> serve(new Recorder(rig), UnixServerOptions.at(path)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, inUse.kind());
        assertEquals("precious", Files.readString(path));
    }

    @Test
    void shouldGiveItsFileTheModeAskedFor() throws Exception {
        needsFiles();
        Server server = serve(
                new Recorder(rig),
                UnixServerOptions.at(path).toBuilder()
                        .mode(PosixFilePermissions.fromString("rw-------"))
                        .build());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        server.close();
    }

    @Test
    void shouldSayThatAPathIsTooLong() {
        Path tooLong = folder.resolve("x".repeat(120));
        IllegalArgumentException server = assertThrows(
                IllegalArgumentException.class, () -> serve(new Recorder(rig), UnixServerOptions.at(tooLong)));
        assertTrue(server.getMessage().contains("107"), server::getMessage);
        assertThrows(
                IllegalArgumentException.class,
                () -> rig.await(
                        rig.loop().createUnixConnection(() -> new Recorder(rig), UnixConnectOptions.to(tooLong))));
    }

    @Test
    void shouldNameTheCapabilityThatAnAbstractNameNeeds() {
        assumeTrue(!hasAbstractNames(), "it has abstract names");
        UnsupportedOperationException unsupported = assertThrows(
                UnsupportedOperationException.class,
                () -> serve(
                        new Recorder(rig),
                        UnixServerOptions.builder().abstractName("gyre").build()));
        assertTrue(unsupported.getMessage().contains(Capability.UNIX_ABSTRACT.name()), unsupported::getMessage);
    }

    private boolean hasAbstractNames() {
        return rig.loop().io().capabilities().contains(Capability.UNIX_ABSTRACT);
    }

    @Test
    void shouldServeAtAnAbstractName() throws Exception {
        assumeTrue(hasAbstractNames(), "it has no abstract names");
        String name = "gyre " + path;
        UnixServerOptions options =
                UnixServerOptions.builder().abstractName(name).build();
        Recorder accepted = new Recorder(rig);
        Server server = serve(accepted, options);
        assertEquals(AbstractUnixAddress.of(name), server.sockets().getFirst().localAddress());
        Recorder client = new Recorder(rig);
        rig.await(rig.loop()
                .createUnixConnection(
                        () -> client,
                        UnixConnectOptions.builder().abstractName(name).build()));
        assertEquals(
                AbstractUnixAddress.of(name),
                client.transport.getExtraInfo(ExtraInfo.PEERNAME).orElseThrow());
        client.transport.write("hello", StandardCharsets.UTF_8);
        rig.until("it is here", () -> accepted.text().equals("hello"));
        LoopIOException taken = assertThrows(LoopIOException.class, () -> serve(new Recorder(rig), options));
        assertEquals(ErrorKind.ADDRESS_IN_USE, taken.kind());
        server.close();
        new LoopRig.Pair(client, accepted).close(rig);
        rig.await(server.waitClosed());
        serve(new Recorder(rig), options).close();
    }

    /** A path is a path, however it begins. */
    @Test
    void shouldNotTakeAPathForAName() throws Exception {
        needsFiles();
        path = folder.resolve("@socket");
        Server server = serve(new Recorder(rig), UnixServerOptions.at(path));
        assertTrue(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        server.close();
    }

    @Test
    void shouldHandItsSocketAndFileOver() throws Exception {
        Server first = serve(new Recorder(rig), UnixServerOptions.at(path));
        LoopSocket released = first.release().getFirst();
        Recorder accepted = new Recorder(rig);
        Server second =
                serve(accepted, UnixServerOptions.builder().sock(released).build());
        Recorder client = connect();
        rig.until("it is accepted", () -> accepted.heard("made"));
        second.close();
        assertFalse(Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        new LoopRig.Pair(client, accepted).close(rig);
    }
}
