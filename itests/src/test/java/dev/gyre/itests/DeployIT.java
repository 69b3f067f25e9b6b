package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jars that come, change and go in the folder {@code deploy} of a running container. */
final class DeployIT {
    private static final String GREET = "greet.jar";
    private static final Pattern SERVING = Pattern.compile("serving on tcp://(\\S+:\\d+),");

    @TempDir
    private Path base;

    private DeployFolder deploy;
    private GyreCommand run;

    @BeforeEach
    void start() throws Exception {
        deploy = DeployFolder.empty(base);
    }

    private void run(String... more) throws Exception {
        run = GyreCommand.gyre(Stream.concat(Stream.of("run", "--base=" + base), Arrays.stream(more))
                .toArray(String[]::new));
        run.await("stops it.");
    }

    @AfterEach
    void shouldStop() throws Exception {
        try (GyreCommand ending = run) {
            ending.signal("TERM");
            assertEquals(143, ending.awaitEnd(), ending.said());
        }
    }

    private String awaitServing(String name) throws Exception {
        Matcher matcher = SERVING.matcher(run.awaitInAnyOrder(name + ": serving on"));
        assertTrue(matcher.find(), run.said());
        return matcher.group(1);
    }

    @Test
    void shouldServeExchangeAndDrainWhatComesChangesAndGoes() throws Exception {
        run();
        assertTrue(run.said().contains("No servers: there is no plug-in that serves."), run.said());

        deploy.move(GREET, DeployFolder.greeting("one"));
        run.await("greet.jar: test.greet 0.0.0 is started");
        String address = awaitServing("greet");
        try (LineClient old = LineClient.to(address)) {
            old.expect("one");

            deploy.move(GREET, DeployFolder.greeting("two"));
            run.await("greet.jar: test.greet 0.0.0 is being stopped");
            run.await("greet.jar: test.greet 0.0.0 takes the place of the version before");
            run.await("greet.jar: test.greet 0.0.0 is started");
            assertEquals(address, awaitServing("greet"), "the socket was handed over");
            try (LineClient fresh = LineClient.to(address)) {
                fresh.expect("two");
                old.expect("one");

                Files.delete(deploy.file(GREET));
                run.await("greet.jar: test.greet 0.0.0 is removed");
                fresh.expect("two");
                old.expect("one");
            }
            run.await("greet: 1 connections ended by themselves, 0 were aborted");
        }
        run.await("greet: 1 connections ended by themselves, 0 were aborted");
    }

    @Test
    void shouldKeepTheOldPluginWhileTheNewOneIsCopiedOverIt() throws Exception {
        deploy.move(GREET, DeployFolder.greeting("one"));
        run();
        String address = run.address("greet");
        byte[] next = DeployFolder.greeting("two");
        try (LineClient old = LineClient.to(address)) {
            Files.write(deploy.file(GREET), Arrays.copyOf(next, next.length / 2));
            String complaint = run.await("greet.jar: it is no jar, or not all of one");
            assertTrue(complaint.endsWith("; the one before it stays"), complaint);
            old.expect("one");
            try (LineClient another = LineClient.to(address)) {
                another.expect("one");
            }

            byte[] rest = Arrays.copyOfRange(next, next.length / 2, next.length);
            Files.write(deploy.file(GREET), rest, StandardOpenOption.APPEND);
            run.await("greet.jar: test.greet 0.0.0 takes the place of the version before");
            assertEquals(address, awaitServing("greet"));
            try (LineClient fresh = LineClient.to(address)) {
                fresh.expect("two");
            }
            old.expect("one");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text | it is no jar, or not all of one",
                "empty | it is no jar, or not all of one",
                "no manifest | it has no META-INF/MANIFEST.MF, so it is no bundle",
                "no bundle | its manifest has no Bundle-SymbolicName, so it is no bundle",
                "a package | it needs the package com.example.missing from version 2.0.0 and below 3.0.0, which no bundle here exports",
                "a Java | it needs JavaSE 99",
                "no activator | it does not start: the class com.example.Missing is not in it",
                "throws | it does not start: IllegalStateException: the moon is in the wrong house",
            })
    void shouldSayInALineWhyAJarIsNoPlugin(String kind, String reason) throws Exception {
        run();
        bring("broken.jar", kind);
        String line = run.await("broken.jar: ");
        assertTrue(line.contains("WARNING dev.gyre.deploy: broken.jar: " + reason), line);

        deploy.move(GREET, DeployFolder.greeting("fine"));
        try (LineClient client = LineClient.to(awaitServing("greet"))) {
            client.expect("fine");
        }
        assertEquals(1, mentions("WARNING"), run.said());
        assertEquals(0, mentions("SEVERE"), run.said());
    }

    private long mentions(String part) {
        return run.said().lines().filter(line -> line.contains(part)).count();
    }

    private void bring(String name, String kind) throws Exception {
        Map<String, String> headers =
                new HashMap<>(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "test.broken"));
        switch (kind) {
            case "text" -> deploy.move(name, "no jar at all".getBytes());
            case "empty" -> deploy.move(name, new byte[0]);
            case "no manifest" -> deploy.jar(name, Map.of());
            case "no bundle" -> deploy.jar(name, Map.of("Created-By", "a test"));
            case "a package" -> headers.put("Import-Package", "com.example.missing;version=\"[2,3)\"");
            case "a Java" -> headers.put("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");
            case "no activator" -> headers.put("Bundle-Activator", "com.example.Missing");
            case "throws" -> {
                headers.put("Bundle-Activator", ThrowingActivator.class.getName());
                headers.put("Import-Package", "org.osgi.framework");
            }
            default -> throw new IllegalArgumentException(kind);
        }
        if (Files.notExists(deploy.file(name))) {
            deploy.jar(name, headers, ThrowingActivator.class);
        }
    }

    @Test
    void shouldServeTheOthersWhenOneIsBrokenFromTheBeginning() throws Exception {
        deploy.move(GREET, DeployFolder.greeting("one"));
        bring("broken.jar", "throws");
        bring("text.jar", "text");
        deploy.move(
                "nowhere.jar",
                PluginBundle.of("test.nowhere", "no", Map.of("name", "nowhere", "listen", "over the rainbow"))
                        .readAllBytes());
        run();
        assertTrue(run.said().contains("broken.jar: it does not start: IllegalStateException: the moon"), run.said());
        assertTrue(run.said().contains("text.jar: it is no jar"), run.said());
        assertTrue(run.said().contains("nowhere: not served: "), run.said());
        try (LineClient client = LineClient.to(run.address("greet"))) {
            client.expect("one");
        }
        assertEquals(3, mentions("WARNING"), run.said());
        // A broken one that goes or is mended leaves nothing behind.
        Files.delete(deploy.file("text.jar"));
        deploy.move("broken.jar", DeployFolder.greeting("two"));
        Files.delete(deploy.file(GREET));
        run.await("is started");
    }

    @Test
    void shouldFollowAConfigurationFileUnderLoad() throws Exception {
        deploy.moveDistributed("gyre-plugin-echo.jar");
        run();
        String first = run.address("echo");
        Path file = deploy.configuration("echo");
        try (EchoClient client = EchoClient.to(first);
                EchoLoad load = EchoLoad.on(client)) {
            Files.writeString(file, "listen = 127.0.0.1:0\ndrain = 20\n");
            // The same address, so nothing is opened or closed.
            run.await("echo: has other settings");

            Files.writeString(file, "listen = tcp://[::1]:0, 127.0.0.1:0\ndrain = 20\n");
            String second = awaitServing("echo");
            EchoClient.to(second).close();

            Files.writeString(file, "drain = soon\n");
            run.await("what was configured before holds");
            EchoClient.to(second).close();

            Files.delete(file);
            run.await("echo: has other settings");
            assertFalse(load.hasFailed());
        }
    }

    @Test
    void shouldSpreadConnectionsOverSeveralLoops() throws Exception {
        deploy.moveDistributed("gyre-plugin-echo.jar");
        run("--loops=2");
        assertTrue(run.said().contains("Loops: gyre-0 (epoll), gyre-1 (epoll)"), run.said());
        try (EchoClient one = EchoClient.to(run.address("echo"));
                EchoClient two = EchoClient.to(run.address("echo"))) {
            one.echo(100_000);
            two.echo(100_000);
            try (GyreCommand asked = GyreCommand.gyre("shell", "--base=" + base, "loop:connections")) {
                assertEquals(0, asked.awaitEnd(), asked.said());
                assertTrue(asked.said().contains(" gyre-0 "), asked.said());
                assertTrue(asked.said().contains(" gyre-1 "), asked.said());
            }
        }
    }
}
