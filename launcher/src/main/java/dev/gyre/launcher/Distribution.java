package dev.gyre.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Where things are: {@code lib/} with the launcher, {@code bundles/} beside it.
 *
 * @param home the folder with both
 */
record Distribution(Path home) {
    static Distribution ofLauncher() throws StartException {
        Path lib = jarOf(Main.class).getParent();
        if (lib == null || lib.getParent() == null) {
            throw new StartException(
                    "The launcher is not in the lib folder of a distribution; build one with mvn package.");
        }
        return new Distribution(lib.getParent());
    }

    private static Path jarOf(Class<?> type) throws StartException {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new StartException("the jar of " + type.getName() + " cannot be found: " + e.getMessage(), e);
        }
    }

    /** {@return the jars of the bundles, sorted by name} */
    List<Path> bundles() throws StartException {
        Path folder = home.resolve("bundles");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new StartException(
                    "There are no bundles in " + folder + "; build the distribution with mvn package.", e);
        }
    }

    /** {@return the launcher's own jar} */
    Path launcher() throws StartException {
        return jarOf(Main.class);
    }

    /** {@return an entry of the manifest of a jar on the launcher's class path} */
    static String header(Class<?> type, String name) throws StartException {
        Path jar = jarOf(type);
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(name);
        } catch (IOException e) {
            throw new StartException("the jar " + jar + " cannot be read: " + e.getMessage(), e);
        }
    }
}
