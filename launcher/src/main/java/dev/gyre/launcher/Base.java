package dev.gyre.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of one container, with what it is given and what it writes.
 *
 * @param folder the folder
 */
record Base(Path folder) {
    private static final String OWNER_ONLY = "rwx------";

    /** Plug-ins. */
    Path deploy() {
        return folder.resolve("deploy");
    }

    /** Configurations. */
    Path etc() {
        return folder.resolve("etc");
    }

    /** What is there while it runs; its owner's alone. */
    Path run() {
        return folder.resolve("run");
    }

    Path log() {
        return folder.resolve("log");
    }

    Path logFile() {
        return log().resolve("gyre.log");
    }

    Path pidFile() {
        return run().resolve("gyre.pid");
    }

    /** What was said at the end, for those who asked for it. */
    Path lastWords() {
        return run().resolve("stop.log");
    }

    Path cache() {
        return run().resolve("cache");
    }

    /** Makes the folders that are missing, and fills new ones with what the distribution brings. */
    void create(Distribution distribution) throws StartException {
        if (folder.toString().contains(",") || folder.toString().contains("${")) {
            throw StartException.badValue("the folder " + folder
                    + " cannot be used: File Install takes a comma or ${ in its name for something else; choose another one with"
                    + " --base DIR or GYRE_BASE.");
        }
        try {
            for (String name : List.of("deploy", "etc")) {
                createFilled(folder.resolve(name), distribution.home().resolve(name));
            }
            Files.createDirectories(log());
            if (!Files.isDirectory(run())) {
                Files.createDirectory(
                        run(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
            }
            Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString(OWNER_ONLY));
        } catch (IOException e) {
            throw new StartException(
                    "the folder " + folder + " cannot be used (" + FileReason.of(e)
                            + "): choose another one with --base DIR or GYRE_BASE.",
                    e);
        }
    }

    private static void createFilled(Path target, Path defaults) throws IOException {
        if (Files.isDirectory(target)) {
            return;
        }
        Files.createDirectories(target);
        if (!Files.isDirectory(defaults) || Files.isSameFile(defaults, target)) {
            return;
        }
        try (Stream<Path> files = Files.list(defaults)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // Not Files.copy: it would copy a read-only mode too.
                Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        } catch (FileSystemException e) {
            throw new IOException("filling it from " + defaults + ": " + FileReason.of(e), e);
        }
    }
}
