package dev.gyre.shell.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/**
 * The folder of the control socket: nobody but its owner can enter it, which is what keeps others from the socket on every system.
 *
 * @param path where it is
 * @param owner this process's user
 */
record RunFolder(Path path, UserPrincipal owner) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /**
     * Makes it, or makes sure that it is ours alone.
     *
     * @throws UnsafeFolderException when somebody else could have put something into it
     */
    static RunFolder open(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Path real = folder.toRealPath();
        UserPrincipal owner = Files.getOwner(real);
        UserPrincipal us = ourselves(real);
        if (!owner.equals(us)) {
            throw new UnsafeFolderException(folder + " belongs to " + owner.getName() + " and this process to "
                    + us.getName() + ": give it another folder");
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(real);
        if (found.stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new UnsafeFolderException(folder + " can be written by others ("
                    + PosixFilePermissions.toString(found) + "): remove what is in it and run chmod 700 " + folder);
        }
        if (!found.equals(OWNER_ONLY)) {
            Files.setPosixFilePermissions(real, OWNER_ONLY);
        }
        return new RunFolder(folder, us);
    }

    /** The JDK cannot be asked who we are; a file that we make can. */
    private static UserPrincipal ourselves(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "owner", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
