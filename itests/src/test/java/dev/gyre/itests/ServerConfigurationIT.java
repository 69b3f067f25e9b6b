package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.ServerInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What is configured for a server holds at once, and its connections stay. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"felix", "equinox"})
final class ServerConfigurationIT {
    private static final String ANY = "tcp://127.0.0.1:0";
    private static final String PID = "dev.gyre.server.prefix";

    private final String framework;

    @TempDir
    private Path storage;

    private ContainerStage stage;

    ServerConfigurationIT(String framework) {
        this.framework = framework;
    }

    @BeforeEach
    void start() throws Exception {
        stage = ContainerStage.start(framework, storage.resolve("framework"), Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private Configuration configure(Map<String, ?> values) throws IOException {
        Configuration configuration = stage.service(ConfigurationAdmin.class).getConfiguration(PID, "?");
        configuration.update(new Hashtable<>(values));
        return configuration;
    }

    private Bundle plugin(Map<String, String> properties) throws Exception {
        return stage.plugin("prefix", "one", properties);
    }

    @Test
    void shouldMoveToAnotherAddressAndKeepItsConnections() throws Exception {
        plugin(Map.of("listen", ANY));
        String before = stage.awaitAddress("prefix");
        try (LineClient client = LineClient.to(before)) {
            client.expect("one");
            Path file = storage.resolve("s");
            Configuration configuration = configure(Map.of("listen", "unix:" + file));
            stage.await("prefix", info -> info.addresses().equals(List.of("unix:" + file)) && info.open() == 1);
            LineClient.awaitRefusal(before);
            try (LineClient next = LineClient.to("unix:" + file)) {
                next.expect("one");
                client.expect("one");
                configuration.delete();
                String after = stage.await(
                                "prefix",
                                info -> info.addresses().getFirst().startsWith("tcp")
                                        && !info.addresses().getFirst().endsWith(":0"))
                        .addresses()
                        .getFirst();
                next.expect("one");
                try (LineClient last = LineClient.to(after)) {
                    last.expect("one");
                    client.expect("one");
                    assertEquals(
                            6 * "hello\n".length(),
                            stage.await("prefix", info -> info.accepted() == 3).received());
                }
            }
        }
    }

    @Test
    void shouldOpenAndCloseOnlyWhatDiffers() throws Exception {
        plugin(Map.of("listen", ANY));
        String first = stage.awaitAddress("prefix");
        Path file = storage.resolve("s");
        configure(Map.of("listen", new String[] {ANY, "unix:" + file}));
        ServerInfo both = stage.await("prefix", info -> info.addresses().size() == 2);
        assertEquals(first, both.addresses().getFirst());
        try (LineClient client = LineClient.to("unix:" + file)) {
            client.expect("one");
        }
        configure(Map.of("listen", ANY));
        assertEquals(
                List.of(first),
                stage.await("prefix", info -> info.addresses().size() == 1).addresses());
        LineClient.awaitRefusal("unix:" + file);
    }

    @Test
    void shouldSetSocketsUpAsConfigured() throws Exception {
        Path file = storage.resolve("kept");
        plugin(Map.of("listen", "unix:" + file, "cleanupSocket", "false"));
        stage.await("prefix", info -> info.state() == ServerInfo.State.LISTENING);
        try (LineClient client = LineClient.to("unix:" + file)) {
            client.expect("one");
        }
        configure(Map.of(
                "listen",
                "tcp://localhost:0",
                "family",
                "inet",
                "receiveBuffer",
                65_536,
                "sendBuffer",
                65_536,
                "workers",
                1));
        ServerInfo moved = stage.await(
                "prefix",
                info -> info.addresses().getFirst().startsWith("tcp://localhost:")
                        && !info.addresses().getFirst().endsWith(":0"));
        try (LineClient client = LineClient.to(moved.addresses().getFirst())) {
            client.expect("one");
        }
        assertEquals(1, moved.addresses().size());
        assertTrue(Files.exists(file), "the file stays when it is told to");
    }

    @Test
    void shouldSetConnectionsUpOtherwiseWithoutBindingAnew() throws Exception {
        plugin(Map.of("listen", ANY));
        String address = stage.awaitAddress("prefix");
        try (LogLines log = LogLines.of("dev.gyre.container");
                LineClient client = LineClient.to(address)) {
            client.expect("one");
            configure(Map.of("keepAlive", true));
            log.await("other settings");
            for (int i = 0; i < 50; i++) {
                try (LineClient next = LineClient.to(address)) {
                    next.expect("one");
                }
            }
            assertEquals(address, stage.awaitAddress("prefix"));
            client.expect("one");
        }
    }

    @Test
    void shouldBindAnewWhereTheSystemAsksForIt() throws Exception {
        plugin(Map.of("listen", ANY));
        String before = stage.awaitAddress("prefix");
        configure(Map.of("backlog", 7));
        String after = stage.await(
                        "prefix",
                        info -> info.state() == ServerInfo.State.LISTENING
                                && !info.addresses().getFirst().equals(before)
                                && !info.addresses().getFirst().endsWith(":0"))
                .addresses()
                .getFirst();
        assertNotEquals(before, after);
        try (LineClient client = LineClient.to(after)) {
            client.expect("one");
        }
    }

    @Test
    void shouldBeSwitchedOffAndOn() throws Exception {
        plugin(Map.of("listen", ANY));
        String address = stage.awaitAddress("prefix");
        try (LineClient client = LineClient.to(address)) {
            client.expect("one");
            configure(Map.of("enabled", "false", "drain", "0.2"));
            stage.await("prefix", info -> info.state() == ServerInfo.State.DISABLED);
            client.awaitEnd();
            LineClient.awaitRefusal(address);
        }
        configure(Map.of("enabled", "true"));
        try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
            client.expect("one");
        }
    }

    @Test
    void shouldRefuseABadValueByNameAndKeepWhatHeldBefore() throws Exception {
        plugin(Map.of("listen", ANY));
        String address = stage.awaitAddress("prefix");
        try (LogLines log = LogLines.of("dev.gyre.container")) {
            configure(Map.of("listen", "tcp://127.0.0.1:99999"));
            String said = log.await(PID);
            assertTrue(said.contains("tcp://127.0.0.1:99999") && said.contains("65535"), said);
            configure(Map.of("drain", "soon"));
            log.await("drain=soon");
            try (LineClient client = LineClient.to(address)) {
                client.expect("one");
            }
            assertEquals(address, stage.awaitAddress("prefix"));
        }
    }

    @Test
    void shouldBeServedAsConfiguredFromTheFirst() throws Exception {
        Path file = storage.resolve("s");
        configure(Map.of("listen", "unix:" + file));
        try (LogLines log = LogLines.of("dev.gyre.container")) {
            plugin(Map.of("listen", ANY));
            assertTrue(log.await("serving on").contains("unix:" + file));
        }
        configure(Map.of("listen", "nonsense"));
        stage.bundle("prefix").uninstall();
        stage.awaitGone("prefix");
        try (LogLines log = LogLines.of("dev.gyre.container")) {
            plugin(Map.of("listen", ANY));
            log.await("the plug-in's own settings hold");
            stage.awaitAddress("prefix");
        }
    }

    @Test
    void shouldDescribeItsSettings() throws Exception {
        plugin(Map.of("listen", ANY));
        stage.awaitAddress("prefix");
        MetaTypeInformation described =
                stage.service(MetaTypeService.class).getMetaTypeInformation(stage.bundle("dev.gyre.container"));
        assertTrue(List.of(described.getPids()).contains(PID), () -> Arrays.toString(described.getPids()));
        Set<String> keys = Arrays.stream(described
                        .getObjectClassDefinition(PID, null)
                        .getAttributeDefinitions(ObjectClassDefinition.ALL))
                .map(AttributeDefinition::getID)
                .collect(Collectors.toSet());
        assertEquals(
                Set.of(
                        "listen",
                        "enabled",
                        "drain",
                        "handover",
                        "keepAlive",
                        "backlog",
                        "reuseAddress",
                        "reusePort",
                        "mode",
                        "cleanupSocket",
                        "family",
                        "receiveBuffer",
                        "sendBuffer",
                        "workers"),
                keys);
    }
}
