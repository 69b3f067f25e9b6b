package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gyre.itests.modes.oracle.Play;
import dev.gyre.itests.modes.oracle.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everybody of a scenario hears what they hear of asyncio; where Gyre differs, the scenario says why. */
final class OracleIT extends ModeTestCase {
    private static final Map<String, List<String>> ASYNCIO = Scenario.recorded();

    @TempDir
    private Path folder;

    static Stream<Scenario> scenarios() {
        return Scenario.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void shouldBeHeardAsOfAsyncio(Scenario scenario) throws Exception {
        List<String> asyncio = ASYNCIO.getOrDefault(scenario.name(), scenario.expected());
        assertFalse(asyncio.isEmpty(), "neither recorded nor expected; see oracle/README.md");
        List<String> expected = scenario.difference().isEmpty() ? asyncio : scenario.gyre();
        List<String> heard = Play.of(rig.loop(), scenario, folder);
        assertEquals(String.join("\n", expected), String.join("\n", heard));
    }
}
