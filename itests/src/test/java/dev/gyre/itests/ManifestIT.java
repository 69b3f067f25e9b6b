package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One jar for class path, module path and OSGi: what its two descriptors say has to agree. */
final class ManifestIT {
    private static final Path BUNDLES = Path.of(System.getProperty("gyre.bundles"));
    private static final Map<String, String> NAMES = Map.of(
            "gyre-loop-api.jar", "dev.gyre.loop",
            "gyre-loop-core.jar", "dev.gyre.loop.core",
            "gyre-loop-nio.jar", "dev.gyre.loop.nio",
            "gyre-loop-sim.jar", "dev.gyre.loop.sim",
            "gyre-transports-tcp.jar", "dev.gyre.transports.tcp",
            "gyre-policy.jar", "dev.gyre.policy");

    static Iterable<String> jars() {
        return NAMES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldBeABundleAndAModuleOfOneName(String jar) throws IOException {
        ModuleReference module =
                ModuleFinder.of(BUNDLES.resolve(jar)).findAll().iterator().next();

        assertEquals(NAMES.get(jar), module.descriptor().name());
        assertFalse(module.descriptor().isAutomatic(), "module-info.class is missing");
        assertEquals(NAMES.get(jar), manifest(jar).getValue("Bundle-SymbolicName"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldNotNeedAnnotationsToRun(String jar) throws IOException {
        String imports = String.valueOf(manifest(jar).getValue("Import-Package"));

        assertFalse(imports.contains("org.jspecify"), imports);
        assertFalse(imports.contains("org.osgi.annotation"), imports);
    }

    @Test
    void shouldImportNothingButTheJdkInTheApi() throws IOException {
        String imports = manifest("gyre-loop-api.jar").getValue("Import-Package");

        for (String name : imports.split(",(?=[a-z])")) {
            assertTrue(name.startsWith("dev.gyre.loop") || name.startsWith("javax."), imports);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldAnnounceItsProvidersToFrameworksToo(String jar) throws IOException {
        String capabilities = String.valueOf(manifest(jar).getValue("Provide-Capability"));
        try (JarFile file = new JarFile(BUNDLES.resolve(jar).toFile())) {
            file.stream()
                    .map(ZipEntry::getName)
                    .filter(entry -> entry.startsWith("META-INF/services/") && !entry.endsWith("/"))
                    .map(entry -> entry.substring("META-INF/services/".length()))
                    .forEach(service -> assertTrue(
                            capabilities.contains("osgi.serviceloader=\"" + service + "\""),
                            service + " is not in " + capabilities));
        }
    }

    @Test
    void shouldCutTheEchoPluginOutOfTheExamples() throws IOException {
        try (JarFile jar =
                new JarFile(BUNDLES.resolve("gyre-examples-echo-plugin.jar").toFile())) {
            assertEquals(
                    "dev.gyre.examples.echo",
                    jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
            assertNotNull(jar.getEntry("dev/gyre/examples/plugin/"));
            assertTrue(
                    jar.stream()
                            .map(ZipEntry::getName)
                            .filter(entry -> entry.endsWith(".class") && !entry.endsWith("package-info.class"))
                            .allMatch(entry -> entry.startsWith("dev/gyre/examples/plugin/")),
                    "classes of another package");
        }
    }

    private static Attributes manifest(String name) throws IOException {
        try (JarFile jar = new JarFile(BUNDLES.resolve(name).toFile())) {
            return jar.getManifest().getMainAttributes();
        }
    }
}
