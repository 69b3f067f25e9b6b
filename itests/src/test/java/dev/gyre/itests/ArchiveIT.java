package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked somewhere where nothing can be written. */
final class ArchiveIT {
    @TempDir
    private Path temporary;

    private final List<GyreCommand> commands = new ArrayList<>();
    private Path base;
    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        base = temporary.resolve("base of it");
        run(0, "tar", "xzf", System.getProperty("gyre.archive"), "-C", temporary.toString());
        try (Stream<Path> found = Files.list(temporary)) {
            home = found.toList().getFirst();
        }
        run(0, "chmod", "-R", "a-w", home.toString());
    }

    @AfterEach
    void shouldLeaveNothing() throws Exception {
        try {
            GyreCommand.endBackground(base);
        } finally {
            run(0, "chmod", "-R", "u+w", home.toString());
        }
        for (GyreCommand command : commands) {
            command.close();
        }
    }

    private GyreCommand run(int code, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        GyreCommand process = GyreCommand.of(builder);
        commands.add(process);
        assertEquals(code, process.awaitEnd(), process.said());
        return process;
    }

    /** By a link, as it would stand in a folder of the PATH, with a Java of the test's. */
    private GyreCommand gyre(int code, String... args) throws Exception {
        Path link = temporary.resolve("gyre");
        if (Files.notExists(link)) {
            Files.createSymbolicLink(link, home.resolve("bin").resolve("gyre"));
        }
        List<String> command = new ArrayList<>(List.of("env"));
        command.add("JAVA25_HOME=" + System.getProperty("java.home"));
        command.add("GYRE_JAVA_OPTS=-XX:+UseSerialGC -Dgyre.echo.listen=127.0.0.1:0 -Dgyre.chat.listen=127.0.0.1:0"
                + " -Dgyre.status.listen=127.0.0.1:0");
        command.add(link.toString());
        command.addAll(List.of(args));
        return run(code, command.toArray(String[]::new));
    }

    private Map<Path, Long> files() throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(home)) {
            for (Path file : found.toList()) {
                files.put(file, Files.getLastModifiedTime(file).toMillis());
            }
        }
        return files;
    }

    @Test
    void shouldServeFromAReadOnlyFolder() throws Exception {
        Map<Path, Long> before = files();
        GyreCommand started = gyre(0, "start", "--base", base.toString());
        try (EchoClient client = EchoClient.to(started.address("echo"))) {
            client.echo(100_000);
        }
        for (String server : List.of("chat", "status")) {
            LineClient.to(started.address(server)).close();
        }
        GyreCommand status = gyre(0, "status", "--base", base.toString());
        assertTrue(status.said().contains(started.address("echo")), status.said());
        gyre(0, "stop", "--base", base.toString());
        assertEquals(before, files(), "nothing was written beside the program");
        assertTrue(Files.isWritable(base.resolve("etc").resolve("dev.gyre.server.echo.cfg")));
        assertTrue(Files.isWritable(base.resolve("deploy").resolve("gyre-plugin-chat.jar")));
    }

    @Test
    void shouldHoldWhatItNeedsWithModesAndFlags() throws Exception {
        assertTrue(home.getFileName().toString().startsWith("gyre-"));
        assertEquals("r-xr-xr-x", mode("bin/gyre"));
        assertEquals("r--r--r--", mode("lib/gyre-launcher.jar"));
        for (String name :
                List.of("README.md", "LICENSE", "CHANGELOG.md", "docs/container.md", "repository/dev/gyre")) {
            assertTrue(Files.exists(home.resolve(name)), name);
        }
        Path lib = home.resolve("lib");
        try (JarFile launcher = new JarFile(lib.resolve("gyre-launcher.jar").toFile())) {
            Attributes manifest = launcher.getManifest().getMainAttributes();
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
            assertEquals("java.base/java.lang java.base/sun.nio.ch", manifest.getValue("Add-Opens"));
            for (String jar : manifest.getValue(Attributes.Name.CLASS_PATH).split(" ")) {
                assertTrue(Files.exists(lib.resolve(jar)), jar);
            }
        }
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
    }
}
