package dev.gyre.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A container's folder with neither plug-ins nor configurations, and the jars that tests put there. */
final class DeployFolder {
    private final Path base;

    private DeployFolder(Path base) {
        this.base = base;
    }

    static DeployFolder empty(Path base) throws IOException {
        Files.createDirectories(base.resolve("deploy"));
        Files.createDirectories(base.resolve("etc"));
        return new DeployFolder(base);
    }

    Path file(String name) {
        return base.resolve("deploy").resolve(name);
    }

    Path configuration(String server) {
        return base.resolve("etc").resolve("dev.gyre.server." + server + ".cfg");
    }

    /** A plug-in called greet that puts a word before each line. */
    static byte[] greeting(String word) throws IOException {
        try (InputStream jar =
                PluginBundle.of("test.greet", word, Map.of("name", "greet", "listen", "127.0.0.1:0", "drain", "30"))) {
            return jar.readAllBytes();
        }
    }

    /** Brings a file as one should: whole, by a move. */
    void move(String name, byte[] content) throws IOException {
        Path half = Files.write(base.resolve("half"), content);
        Files.move(half, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Brings the plug-in of the distribution. */
    void moveDistributed(String name) throws IOException {
        move(name, Files.readAllBytes(Path.of(System.getProperty("gyre.distribution"), "deploy", name)));
    }

    /** Makes a jar with headers and a class. */
    void jar(String name, Map<String, String> headers, Class<?>... types) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(attributes::putValue);
        Path half = base.resolve("half");
        try (JarOutputStream jar = headers.isEmpty()
                ? new JarOutputStream(Files.newOutputStream(half))
                : new JarOutputStream(Files.newOutputStream(half), manifest)) {
            jar.putNextEntry(new JarEntry("some.txt"));
            jar.closeEntry();
            for (Class<?> type : types) {
                String file = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(file));
                try (InputStream code = type.getClassLoader().getResourceAsStream(file)) {
                    code.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
        Files.move(half, file(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
