package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What the distribution holds for authors of plug-ins: the template builds from nothing else of Gyre, and what comes out is served. Its Maven has a
 * cache of its own, filled from the one of this build, and no network.
 */
final class PluginTemplateIT {
    private static final Path DISTRIBUTION = Path.of(System.getProperty("gyre.distribution"));
    private static final long BUILD_SECONDS = 300;
    private static final String SETTINGS = """
            <settings>
              <mirrors>
                <mirror><id>cache</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
              </mirrors>
            </settings>
            """;

    private static Path plugin;

    @BeforeAll
    @Timeout(BUILD_SECONDS)
    static void shouldBuildFromTheDistributionAlone(@TempDir Path home) throws Exception {
        copy(DISTRIBUTION.resolve("repository"), home.resolve("repository"));
        copy(DISTRIBUTION.resolve("examples"), home.resolve("examples"));
        Path template = home.resolve("examples/plugin-template");
        Path settings = Files.writeString(
                home.resolve("settings.xml"),
                SETTINGS.formatted(
                        Path.of(System.getProperty("gyre.maven.cache")).toUri()));
        Path said = home.resolve("said");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("gyre.maven"), "bin", "mvn").toString(),
                        "-B",
                        "-q",
                        "-ntp",
                        "-o",
                        "-Daether.offline.protocols=file",
                        "-s",
                        settings.toString(),
                        "-Dmaven.repo.local=" + home.resolve("cache"),
                        "package")
                .directory(template.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(maven.waitFor(BUILD_SECONDS, TimeUnit.SECONDS), "Maven does not end");
        } finally {
            maven.destroyForcibly().waitFor();
        }
        String output = Files.readString(said, StandardCharsets.UTF_8);
        Assumptions.assumeFalse(
                maven.exitValue() != 0 && isForWantOfAPlugin(output),
                () -> "this build's cache of Maven does not hold all that the template needs: " + output);
        assertEquals(0, maven.exitValue(), output);
        try (Stream<Path> jars = Files.list(template.resolve("target"))) {
            plugin = jars.filter(each -> each.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar: " + output));
        }
    }

    private static boolean isForWantOfAPlugin(String output) {
        return output.lines()
                .anyMatch(line -> (line.contains("could not be resolved") || line.contains("Could not find artifact"))
                        && !line.contains("dev.gyre:"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path there = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(there);
                } else {
                    Files.copy(file, there);
                }
            }
        }
    }

    @Test
    void shouldNeedNothingButTheApi() throws IOException {
        try (JarFile jar = new JarFile(plugin.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("com.example.keyvalue", manifest.getValue("Bundle-SymbolicName"));
            assertEquals("com.example.keyvalue.KeyValuePlugin", manifest.getValue("Bundle-Activator"));
            assertNull(manifest.getValue("Export-Package"));
            for (String each : manifest.getValue("Import-Package")
                    .replaceAll("\"[^\"]*\"", "")
                    .split(",")) {
                assertTrue(each.startsWith("dev.gyre.loop") || each.startsWith("org.osgi.framework;"), each);
            }
        }
    }

    @Test
    void shouldOfferTheApiWithItsSourcesAndWithoutAnyDependency() throws IOException {
        try (Stream<Path> files = Files.walk(DISTRIBUTION.resolve("repository"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertEquals(3, all.size(), all.toString());
            assertTrue(all.stream().anyMatch(each -> each.toString().endsWith("-sources.jar")));
            Path pom = all.stream()
                    .filter(each -> each.toString().endsWith(".pom"))
                    .findFirst()
                    .orElseThrow();
            String text = Files.readString(pom);
            assertTrue(!text.contains("<parent>") && !text.contains("<dependency>") && !text.contains("@"), text);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldBeServed(String framework, @TempDir Path storage) throws Exception {
        try (ContainerStage stage = ContainerStage.start(framework, storage, Map.of())) {
            stage.service(ConfigurationAdmin.class)
                    .getConfiguration("dev.gyre.server.keyvalue", "?")
                    .update(new Hashtable<>(Map.of("listen", "tcp://127.0.0.1:0")));
            Bundle bundle = stage.context().installBundle(plugin.toUri().toString());
            bundle.start();
            stage.await("keyvalue", info -> info.addresses().stream()
                    .anyMatch(address -> !address.endsWith(":0") && !address.endsWith(":7100")));
            try (LineClient client = LineClient.to(stage.awaitAddress("keyvalue"))) {
                assertEquals("none", client.ask("get colour"));
                assertEquals("ok", client.ask("set colour  dark blue"));
                assertEquals("value dark blue", client.ask("get colour"));
                assertEquals("ok", client.ask("delete colour"));
                assertEquals("none", client.ask("delete colour"));
                assertTrue(client.ask("paint it").startsWith("error: say set KEY VALUE"));
                assertTrue(client.ask("x".repeat(2_000)).startsWith("error: a line has 1000 bytes"));
                client.awaitEnd();
            }
            bundle.stop();
            stage.awaitGone("keyvalue");
        }
    }

    @Test
    void shouldBeTakenFromTheDeployFolderOfARunningContainer(@TempDir Path base) throws Exception {
        try (GyreCommand gyre = GyreCommand.gyre("run", "--base", base.toString())) {
            gyre.awaitServing("echo");
            Files.writeString(base.resolve("etc/dev.gyre.server.keyvalue.cfg"), "listen = tcp://127.0.0.1:0\n");
            Files.copy(plugin, base.resolve("deploy/keyvalue.jar"));
            gyre.awaitInAnyOrder("keyvalue: serving on tcp://127.0.0.1:");
            gyre.signal("TERM");
            assertEquals(143, gyre.awaitEnd(), gyre.said());
        }
    }
}
