package dev.gyre.shell.control;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** A listening Unix socket that only its owner can open, and its file. */
final class ControlSocket implements Closeable {
    /** The file's name in the run folder. */
    static final String NAME = "gyre.sock";

    private static final int BACKLOG = 32;

    private final ServerSocketChannel channel;
    private final Path file;
    private final @Nullable Object key;
    private final UserPrincipal owner;

    private ControlSocket(ServerSocketChannel channel, Path file, UserPrincipal owner) throws IOException {
        this.channel = channel;
        this.file = file;
        this.key = key(file);
        this.owner = owner;
    }

    /** Listens in a folder; a socket that nobody answers at any more is replaced. */
    static ControlSocket open(RunFolder folder) throws IOException {
        Path file = folder.path().resolve(NAME);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            bind(channel, file);
            // Nobody else has reached it in between: the folder is closed to others.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return new ControlSocket(channel, file, folder.owner());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(ServerSocketChannel channel, Path file) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        try {
            channel.bind(address, BACKLOG);
        } catch (BindException e) {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            removeStale(file, address);
            channel.bind(address, BACKLOG);
        }
    }

    private static void removeStale(Path file, UnixDomainSocketAddress address) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(file + " is there and is no socket: move it away");
        }
        try (SocketChannel _ = SocketChannel.open(address)) {
            throw new IOException(
                    "another container answers at " + file + ": stop it, or give this one another folder");
        } catch (ConnectException _) {
            Files.deleteIfExists(file);
        }
    }

    /** What tells this file from another one of the same name. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    Path file() {
        return file;
    }

    /** Waits for a connection. */
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /** {@return whether a connection's other end is a process of our own user; the system says so, the client cannot} */
    boolean isOurs(SocketChannel connection) throws IOException {
        try {
            return connection
                    .getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .equals(owner);
        } catch (UnsupportedOperationException _) {
            return true; // the modes of folder and file stand alone here
        }
    }

    /** Stops listening, and removes the file unless another container has put its own there. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && key != null && key.equals(key(file))) {
            Files.deleteIfExists(file);
        }
    }
}
