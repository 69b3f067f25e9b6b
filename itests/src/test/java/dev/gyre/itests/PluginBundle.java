package dev.gyre.itests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/** A plug-in as a bundle, made in memory: {@link PrefixActivator} with headers that say what it publishes. */
final class PluginBundle {
    static final String HEADER = "Gyre-Test-";

    private PluginBundle() {}

    /** Makes the jar of a plug-in that answers each line with a word before it. */
    static InputStream of(String name, String word, Map<String, String> properties) {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.putValue(Constants.BUNDLE_ACTIVATOR, PrefixActivator.class.getName());
        headers.putValue(
                Constants.IMPORT_PACKAGE,
                "org.osgi.framework,dev.gyre.loop,dev.gyre.loop.protocol,dev.gyre.loop.transport");
        headers.putValue(HEADER + "Word", word);
        properties.forEach((key, value) -> headers.putValue(HEADER + key, value));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            add(jar, PrefixActivator.class);
            add(jar, PrefixProtocol.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void add(JarOutputStream jar, Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(file));
        try (InputStream code = type.getClassLoader().getResourceAsStream(file)) {
            if (code == null) {
                throw new IOException("no " + file);
            }
            code.transferTo(jar);
        }
        jar.closeEntry();
    }
}
