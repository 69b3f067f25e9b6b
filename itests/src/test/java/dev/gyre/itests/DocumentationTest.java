package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.ServerProperties;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Markdown files say can be checked against: links, code, modules. */
final class DocumentationTest {
    private static final Path ROOT = Documents.root();
    private static final Pattern LINK =
            Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)|^\\[[^]]+]: (\\S+)$", Pattern.MULTILINE);
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private static final Pattern VERSION = Pattern.compile("<version>([^<\\[]+)</version>");

    static List<Path> files() throws IOException {
        return Documents.all().stream().map(ROOT::relativize).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void shouldLinkToWhatIsThere(Path file) {
        Matcher link = LINK.matcher(Documents.read(ROOT.resolve(file)));
        while (link.find()) {
            String target = link.group(1) != null ? link.group(1) : link.group(2);
            if (!target.contains("://")) {
                Path there = ROOT.resolve(file).resolveSibling(target).normalize();
                assertTrue(Files.exists(there), "there is no " + target);
            }
        }
    }

    @Test
    void shouldShowTheEchoServerAsItIs() {
        Matcher code = JAVA.matcher(Documents.read(ROOT.resolve("README.md")));
        assertTrue(code.find());
        String source = Documents.read(ROOT.resolve("examples/src/main/java/dev/gyre/examples/EchoServer.java"));

        assertEquals(bare(source), bare(code.group(1)));
    }

    /** Java without package, comments and empty lines. */
    private static List<String> bare(String java) {
        return java.replaceAll("(?s)/\\*.*?\\*/", "")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("package "))
                .toList();
    }

    @Test
    void shouldListEveryModule() {
        String readme = Documents.read(ROOT.resolve("README.md"));
        Matcher module = MODULE.matcher(Documents.read(ROOT.resolve("pom.xml")));
        while (module.find()) {
            assertTrue(readme.contains("| `" + module.group(1) + "` |"), module.group(1) + " is not in the README");
        }
    }

    @Test
    void shouldListEveryPropertyOfServers() throws Exception {
        String guide = Documents.read(ROOT.resolve("docs/plugins.md"));
        for (Field each : ServerProperties.class.getFields()) {
            assertTrue(guide.contains("| `" + each.get(null) + "` |"), each.get(null) + " is not in docs/plugins.md");
        }
    }

    @Test
    void shouldBuildTheTemplateOfAPluginWithTheVersionsOfTheBuild() {
        String root = Documents.read(ROOT.resolve("pom.xml"));
        String template = Documents.read(ROOT.resolve("examples/plugin-template/pom.xml"));
        Matcher own = VERSION.matcher(root);
        assertTrue(own.find());
        assertTrue(template.contains("<gyre.version>" + own.group(1) + "</gyre.version>"), own.group(1));
        Matcher version = VERSION.matcher(template.substring(template.indexOf("<dependencies>")));
        while (version.find()) {
            assertTrue(
                    version.group(1).startsWith("$") || root.contains(">" + version.group(1) + "</version."),
                    version.group(1) + " is no version in the root's pom.xml");
        }
    }
}
