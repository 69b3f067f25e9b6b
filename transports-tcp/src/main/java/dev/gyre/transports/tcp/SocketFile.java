package dev.gyre.transports.tcp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file of a Unix server's socket, to be removed when the server closes if it is still the same file. */
final class SocketFile {
    /** No file, or one that stays. */
    static final SocketFile NONE = new SocketFile(null, null);

    private final @Nullable Path path;
    private final @Nullable Object identity;

    private SocketFile(@Nullable Path path, @Nullable Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /** {@return the file that a socket has just been bound to} */
    static SocketFile of(Path path) {
        return new SocketFile(path.toAbsolutePath(), identity(path));
    }

    /** {@return whether there is something at a path that is a socket as far as Java can tell} */
    static boolean isSocket(Path path) {
        BasicFileAttributes found = attributes(path);
        return found != null && found.isOther();
    }

    /** Removes the file unless another has taken its place. */
    void remove() {
        if (path == null || identity == null || !identity.equals(identity(path))) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            Sockets.LOG.log(Level.WARNING, "Cannot remove the socket file " + path + " of a closed server", e);
        }
    }

    /** Device and inode, where the file system tells. */
    private static @Nullable Object identity(Path path) {
        BasicFileAttributes found = attributes(path);
        return found == null ? null : found.fileKey();
    }

    private static @Nullable BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException absentOrNotOurs) {
            return null;
        }
    }
}
