package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gyre.itests.modes.oracle.Play;
import dev.gyre.itests.modes.oracle.Scenario;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everybody of a scenario hears what they hear of asyncio; where Gyre differs, the scenario says why. */
@ExtendWith(Stage.class)
final class OracleIT {
    private static final Map<String, List<String>> ASYNCIO = Scenario.recorded();

    @TempDir
    private Path folder;

    static Stream<Arguments> scenarios() {
        return Scenario.all().stream().flatMap(scenario -> Stream.of("epoll", "nio", "sim")
                .filter(backend -> !backend.equals("sim") || scenario.needsNoKernel())
                .map(backend -> Arguments.of(backend, scenario)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("scenarios")
    void shouldBeHeardAsOfAsyncio(String backend, Scenario scenario) throws Exception {
        List<String> asyncio = ASYNCIO.getOrDefault(scenario.name(), scenario.expected());
        assertFalse(asyncio.isEmpty(), "neither recorded nor expected; see oracle/README.md");
        List<String> expected = scenario.differsOn(backend) ? scenario.gyre() : asyncio;
        try (EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("oracle").withBackends(backend))) {
            List<String> heard = Play.of(loop, scenario, folder);
            assertEquals(String.join("\n", expected), String.join("\n", heard));
        }
    }
}
