package dev.gyre.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/** Looks at a file before the framework does. */
final class PluginJar {
    private PluginJar() {}

    /** {@return why the file is no bundle, or null when it is one} */
    static @Nullable String problem(Path file) {
        if (!Files.isReadable(file)) {
            return "it cannot be read: permission denied";
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                return "it has no META-INF/MANIFEST.MF, so it is no bundle";
            }
            return manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) == null
                    ? "its manifest has no Bundle-SymbolicName, so it is no bundle"
                    : null;
        } catch (ZipException e) {
            return "it is no jar, or not all of one: " + e.getMessage();
        } catch (IOException e) {
            return "it cannot be read: " + FileReason.of(e);
        }
    }
}
