package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.LoopInfo;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What is configured for the policy holds for loops that run, and an exchanged policy goes on looking after them. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"felix", "equinox"})
final class PolicyConfigurationIT {
    private static final String PID = "dev.gyre.policy";

    private final String framework;

    @TempDir
    private Path storage;

    private ContainerStage stage;

    PolicyConfigurationIT(String framework) {
        this.framework = framework;
    }

    /** The backend there is, under another name. */
    private record Renamed(String name, LoopBackendProvider other) implements LoopBackendProvider {
        @Override
        public int ranking() {
            return -10;
        }

        @Override
        public Availability availability() {
            return other.availability();
        }

        @Override
        public Set<Capability> capabilities() {
            return other.capabilities();
        }

        @Override
        public LoopBackend open(BackendConfig config) throws IOException {
            return other.open(config);
        }
    }

    @BeforeEach
    void start() throws Exception {
        stage = ContainerStage.start(framework, storage.resolve("framework"), Map.of());
        stage.plugin("prefix", "one", Map.of("listen", "tcp://127.0.0.1:0"));
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    private ServiceRegistration<LoopBackendProvider> second() {
        return stage.context()
                .registerService(
                        LoopBackendProvider.class,
                        new Renamed("second", stage.service(LoopBackendProvider.class)),
                        null);
    }

    private Configuration configure(Map<String, ?> values) throws IOException {
        Configuration configuration = stage.service(ConfigurationAdmin.class).getConfiguration(PID, "?");
        configuration.update(new Hashtable<>(values));
        return configuration;
    }

    private void awaitBackend(String name) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            LoopInfo loop = stage.snapshot().loops().getFirst();
            if (loop.backend().equals(name)) {
                return;
            }
            assertTrue(System.nanoTime() < until, () -> "waited in vain for " + name + ": " + loop);
            Thread.sleep(10);
        }
    }

    @Test
    void shouldMoveRunningLoopsToTheBackendsThatAreConfigured() throws Exception {
        second();
        try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
            client.expect("one");
            awaitBackend("nio");
            Configuration configuration = configure(Map.of("backends", new String[] {"second", "nio"}));
            awaitBackend("second");
            client.expect("one");
            configure(Map.of("backends", "nio,second"));
            awaitBackend("nio");
            client.expect("one");
            configure(Map.of("backends", "second"));
            awaitBackend("second");
            configuration.delete();
            awaitBackend("nio");
            client.expect("one");
        }
    }

    @Test
    void shouldStayWhereItIsWhenNothingThatIsConfiguredCanServe() throws Exception {
        String address = stage.awaitAddress("prefix");
        try (LogLines log = LogLines.of("dev.gyre.policy");
                LineClient client = LineClient.to(address)) {
            configure(Map.of("backends", "uring"));
            log.await("none of uring can serve");
            client.expect("one");
            configure(Map.of("swapGrace", "soon"));
            assertTrue(log.await("swapGrace=soon").contains("0 to 86400"));
            awaitBackend("nio");
        }
    }

    @Test
    void shouldFollowARankingThatChanges() throws Exception {
        stage.awaitAddress("prefix");
        ServiceRegistration<LoopBackendProvider> second = second();
        assertEquals(List.of("nio", "second"), ladder());
        second.setProperties(new Hashtable<>(Map.of("service.ranking", 100)));
        assertEquals(List.of("second", "nio"), ladder());
        awaitBackend("nio");
        second.unregister();
        assertEquals(List.of("nio"), ladder());
    }

    private List<String> ladder() throws Exception {
        return stage.snapshot().backends().rungs().stream()
                .map(rung -> rung.name())
                .toList();
    }

    @Test
    void shouldGoOnLookingAfterLoopsWhenThePolicyIsExchanged() throws Exception {
        Bundle nio = stage.bundle("dev.gyre.loop.nio");
        try (LineClient client = LineClient.to(stage.awaitAddress("prefix"))) {
            client.expect("one");
            stage.bundle(PID).update();
            nio.stop();
            awaitBackend("parked");
            stage.bundle(PID).update();
            nio.start();
            awaitBackend("nio");
            client.expect("one");

            nio.stop();
            awaitBackend("parked");
            stage.bundle(PID).stop();
            nio.start();
            stage.bundle(PID).start();
            awaitBackend("nio");
            client.expect("one");
        }
    }

    @Test
    void shouldDescribeItsSettings() {
        ObjectClassDefinition described = stage.service(MetaTypeService.class)
                .getMetaTypeInformation(stage.bundle(PID))
                .getObjectClassDefinition(PID, null);
        assertEquals(
                List.of("backends", "swapGrace"),
                Arrays.stream(described.getAttributeDefinitions(ObjectClassDefinition.ALL))
                        .map(AttributeDefinition::getID)
                        .sorted()
                        .toList());
    }
}
