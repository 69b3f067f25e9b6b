package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.examples.EchoServer;
import dev.gyre.examples.image.GyreEcho;
import dev.gyre.loop.tck.BackendContractTest;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One jar for class path, module path and OSGi: what its two descriptors say has to agree. */
final class ManifestIT {
    private static final Path BUNDLES = Path.of(System.getProperty("gyre.bundles"));
    private static final Path PLUGINS = Path.of(System.getProperty("gyre.plugins"));
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("gyre-loop-api.jar", "dev.gyre.loop"),
            Map.entry("gyre-loop-core.jar", "dev.gyre.loop.core"),
            Map.entry("gyre-linux.jar", "dev.gyre.linux"),
            Map.entry("gyre-loop-epoll.jar", "dev.gyre.loop.epoll"),
            Map.entry("gyre-resolver-linux.jar", "dev.gyre.resolver.linux"),
            Map.entry("gyre-loop-nio.jar", "dev.gyre.loop.nio"),
            Map.entry("gyre-loop-sim.jar", "dev.gyre.loop.sim"),
            Map.entry("gyre-transports-tcp.jar", "dev.gyre.transports.tcp"),
            Map.entry("gyre-transports-udp.jar", "dev.gyre.transports.udp"),
            Map.entry("gyre-transports-pipe.jar", "dev.gyre.transports.pipe"),
            Map.entry("gyre-subprocess.jar", "dev.gyre.subprocess"),
            Map.entry("gyre-streams.jar", "dev.gyre.streams"),
            Map.entry("gyre-policy.jar", "dev.gyre.policy"));

    /** What a module makes use of where it is there. */
    private static final Map<String, Set<String>> OPTIONAL_OF = Map.of(
            "gyre-policy.jar", Set.of("osgi.core", "org.osgi.service.cm"),
            "gyre-loop-core.jar", Set.of("java.management", "jdk.jfr"));

    /** The arrows of the house: what a module needs at run time besides {@code java.base}. Annotations and OSGi are optional. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("gyre-loop-api.jar", Set.of()),
            Map.entry("gyre-loop-core.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-linux.jar", Set.of()),
            Map.entry("gyre-loop-epoll.jar", Set.of("dev.gyre.loop", "dev.gyre.linux")),
            Map.entry("gyre-resolver-linux.jar", Set.of("dev.gyre.loop", "dev.gyre.linux")),
            Map.entry("gyre-loop-nio.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-loop-sim.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-transports-tcp.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-transports-udp.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-transports-pipe.jar", Set.of("dev.gyre.loop", "dev.gyre.linux")),
            Map.entry("gyre-subprocess.jar", Set.of("dev.gyre.loop", "dev.gyre.linux")),
            Map.entry("gyre-streams.jar", Set.of("dev.gyre.loop")),
            Map.entry("gyre-policy.jar", Set.of("dev.gyre.loop")));

    /** Those of a container are bundles and no modules: they have no use without a framework. */
    private static final Map<String, Set<String>> BUNDLES_ONLY =
            Map.of("gyre-container.jar", Set.of("dev.gyre.loop", "dev.gyre.container"));

    private static final Set<String> OPTIONAL = Set.of("org.jspecify", "osgi.annotation");

    static Iterable<String> jars() {
        return NAMES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldBeABundleAndAModuleOfOneName(String jar) throws IOException {
        ModuleDescriptor module = descriptor(jar);

        assertEquals(NAMES.get(jar), module.name());
        assertFalse(module.isAutomatic(), "module-info.class is missing");
        assertEquals(NAMES.get(jar), manifest(jar).getValue("Bundle-SymbolicName"));
    }

    @Test
    void shouldKnowEveryBundle() throws IOException {
        Set<String> known = new HashSet<>(NAMES.keySet());
        known.addAll(BUNDLES_ONLY.keySet());
        try (Stream<Path> bundles = Files.list(BUNDLES)) {
            assertEquals(known, bundles.map(jar -> jar.getFileName().toString()).collect(Collectors.toSet()));
        }
        assertEquals(NAMES.keySet(), ARROWS.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldHaveNoArrowThatIsNotInThePicture(String jar) {
        Set<String> needed = new HashSet<>();
        Set<String> optional = new HashSet<>();
        for (ModuleDescriptor.Requires each : descriptor(jar).requires()) {
            (each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC) ? optional : needed).add(each.name());
        }
        needed.remove("java.base");
        optional.removeAll(OPTIONAL);

        assertEquals(ARROWS.get(jar), needed);
        assertEquals(OPTIONAL_OF.getOrDefault(jar, Set.of()), optional);
    }

    static Iterable<String> bundlesOnly() {
        return BUNDLES_ONLY.keySet().stream().sorted().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bundlesOnly")
    void shouldHaveNoImportThatIsNotInThePicture(String jar) throws IOException {
        Set<String> needed = packages(manifest(jar).getValue("Import-Package")).stream()
                .filter(name -> name.startsWith("dev.gyre."))
                .filter(name -> BUNDLES_ONLY.get(jar).stream()
                        .noneMatch(each ->
                                name.equals(each) || each.equals("dev.gyre.loop") && name.startsWith(each + ".")))
                .collect(Collectors.toSet());
        assertEquals(Set.of(), needed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("jars")
    void shouldExportTheSameToModulesAndBundles(String jar) throws IOException {
        assertEquals(exports(descriptor(jar)), packages(manifest(jar).getValue("Export-Package")));
    }

    private static Set<String> exports(ModuleDescriptor module) {
        return module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    }

    @Test
    void shouldExportTheContractSuiteToBackendsTests() throws Exception {
        Path jar = jarOf(BackendContractTest.class);
        ModuleDescriptor module =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor();

        assertEquals(Set.of("dev.gyre.loop.tck"), exports(module));
        assertEquals(exports(module), packages(manifest(jar).getValue("Export-Package")));
    }

    @Test
    void shouldReferToNothingButTheJdkInTheApi() throws IOException {
        assertEquals(Set.of(), strangers(BUNDLES.resolve("gyre-loop-api.jar")));
    }

    @Test
    void shouldNameTheApiAndTheStreamsAloneInExamples() throws Exception {
        assertEquals(Set.of(), strangers(jarOf(EchoServer.class), "dev.gyre.examples", "dev.gyre.streams"));
    }

    @Test
    void shouldNameTheApiAloneInTheImagesProgram() throws Exception {
        Path jar = jarOf(GyreEcho.class);
        ModuleDescriptor module =
                ModuleFinder.of(jar).findAll().iterator().next().descriptor();

        assertEquals("dev.gyre.examples.image", module.name());
        assertEquals(Set.of(), exports(module));
        assertEquals(Set.of(), strangers(jar, "dev.gyre.examples.image"));
    }

    @Test
    void shouldNameTheApiAloneInTheContractSuite() throws Exception {
        assertEquals(Set.of(), strangers(jarOf(BackendContractTest.class), "dev.gyre.loop.tck", "org.junit.jupiter"));
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** References of a jar's classes to anything but {@code java.base}, the API's packages, and these with all below them. */
    private static Set<String> strangers(Path jar, String... allowed) throws IOException {
        Set<String> base =
                ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages();
        Set<String> api = descriptor("gyre-loop-api.jar").packages();
        Set<String> found = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!entry.getName().endsWith(".class") || entry.getName().endsWith("-info.class")) {
                    continue;
                }
                for (String name : ClassReferences.of(file.getInputStream(entry).readAllBytes())) {
                    String home = name.replaceFirst("\\.[^.]+$", "");
                    boolean known = base.contains(home)
                            || api.contains(home)
                            || Arrays.stream(allowed).anyMatch(each -> (home + ".").startsWith(each + "."));
                    if (!known) {
                        found.add(entry.getName() + " -> " + name);
                    }
                }
            }
        }
        return found;
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

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"echo", "chat", "lines", "status"})
    void shouldNeedNothingButGyreInPlugins(String name) throws IOException {
        Attributes manifest = manifest(PLUGINS.resolve("gyre-plugin-" + name + ".jar"));

        assertEquals("dev.gyre.examples." + name, manifest.getValue("Bundle-SymbolicName"));
        assertNull(manifest.getValue("Export-Package"));
        for (String each :
                manifest.getValue("Import-Package").replaceAll("\"[^\"]*\"", "").split(",")) {
            assertTrue(
                    each.startsWith("dev.gyre.loop")
                            || each.startsWith("dev.gyre.container;") && name.equals("status")
                            || each.startsWith("dev.gyre.streams;") && name.equals("lines")
                            || each.startsWith("org.osgi.")
                            || each.startsWith("javax.net")
                            || each.contains("resolution:=optional"),
                    each);
        }
    }

    private static ModuleDescriptor descriptor(String jar) {
        return ModuleFinder.of(BUNDLES.resolve(jar)).findAll().iterator().next().descriptor();
    }

    /** The packages of a manifest header, without attributes and directives. */
    private static Set<String> packages(String header) {
        if (header == null) {
            return Set.of();
        }
        String names = header.replaceAll("\"[^\"]*\"", "").replaceAll(";[^,]*", "");
        return Set.of(names.split(","));
    }

    private static Attributes manifest(String name) throws IOException {
        return manifest(BUNDLES.resolve(name));
    }

    private static Attributes manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }
}
