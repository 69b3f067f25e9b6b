package dev.gyre.transports.pipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What a file is, as far as that decides whether it is like a pipe. */
enum FileTypes {
    /** A pipe with or without a name, or a socket: somebody is at the other side. */
    WITH_PEER,
    /** A character device, such as a terminal. */
    DEVICE;

    private static final int TYPE = 0xf000;
    private static final int FIFO = 0x1000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int FOLDER = 0x4000;
    private static final int BLOCK_DEVICE = 0x6000;
    private static final int REGULAR = 0x8000;
    private static final int SOCKET = 0xc000;

    /** {@return where the kernel shows an open descriptor} */
    static Path ofDescriptor(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /**
     * Looks at something.
     *
     * @param path where it is
     * @param what what to call it
     * @return what it is
     * @throws IllegalArgumentException when it is not like a pipe
     * @throws IOException when it cannot be looked at
     */
    static FileTypes of(Path path, Object what) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            if (found.isOther()) {
                return DEVICE;
            }
            throw refused(what, found.isDirectory() ? FOLDER : REGULAR);
        }
        int type = (int) Files.getAttribute(path, "unix:mode") & TYPE;
        return switch (type) {
            case FIFO, SOCKET -> WITH_PEER;
            case CHARACTER_DEVICE -> DEVICE;
            default -> throw refused(what, type);
        };
    }

    private static IllegalArgumentException refused(Object what, int type) {
        String found =
                switch (type) {
                    case REGULAR -> "a regular file";
                    case FOLDER -> "a folder";
                    case BLOCK_DEVICE -> "a block device";
                    default -> "something else";
                };
        return new IllegalArgumentException("Pipe transport is only for pipes, sockets and character devices, and "
                + what + " is " + found + "; read and write files in the executor");
    }
}
