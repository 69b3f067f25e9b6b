package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.core.coroutines.HandOffRunner;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's flight recorder is told of loops. */
final class FlightTest {
    @TempDir
    private Path folder;

    private List<RecordedEvent> recorded(Recording recording) throws Exception {
        Path file = folder.resolve("recording.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .filter(event -> event.getString("loop").equals("recorded"))
                .toList();
    }

    @Test
    void shouldRecordIterationsTasksSwapsAndSlowCallbacks() throws Exception {
        EngineFactory engine = new EngineFactory();
        try (Recording recording = new Recording();
                Registration _ = engine.subsystems().add(CoroutineRunner.class, new HandOffRunner(), 1);
                EventLoop loop = engine.open(Backend.NIO.provider(), LoopConfig.named("recorded"))) {
            for (String event : List.of("Iteration", "Task", "Swap", "SlowCallback")) {
                recording.enable("dev.gyre." + event).withoutThreshold();
            }
            recording.start();
            loop.createTask(() -> "done", TaskOptions.named("short"));
            loop.swapBackend(Backend.NIO.provider());
            loop.callSoon(loop::stop);
            loop.runForever();
            loop.setDebug(true);
            loop.setSlowCallbackDuration(Duration.ZERO);
            loop.callSoon(loop::stop);
            loop.runForever();
            recording.stop();
            List<RecordedEvent> events = recorded(recording);
            assertTrue(of(events, "dev.gyre.Iteration").size() >= 2, events::toString);
            assertEquals(
                    List.of("short SUCCESS"),
                    of(events, "dev.gyre.Task").stream()
                            .map(event -> event.getString("task") + " " + event.getString("outcome"))
                            .toList());
            assertEquals("nio", of(events, "dev.gyre.Swap").getFirst().getString("to"));
            assertTrue(!of(events, "dev.gyre.SlowCallback").isEmpty());
        }
    }
}
