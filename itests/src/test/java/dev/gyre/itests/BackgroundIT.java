package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gyre start}, {@code stop} and {@code status}. */
final class BackgroundIT {
    @TempDir
    private Path base;

    @TempDir
    private Path other;

    private final List<GyreCommand> commands = new ArrayList<>();

    /** Runs a command to its end. */
    private GyreCommand gyre(int code, String... args) throws Exception {
        GyreCommand command = GyreCommand.gyre(args);
        commands.add(command);
        assertEquals(code, command.awaitEnd(), command.said());
        return command;
    }

    private GyreCommand start(Path where) throws Exception {
        return gyre(0, "start", "--base", where.toString(), "--listen", "127.0.0.1:0");
    }

    @AfterEach
    void shouldLeaveNoProcess() throws Exception {
        try {
            GyreCommand.endBackground(base);
        } finally {
            GyreCommand.endBackground(other);
        }
        for (GyreCommand command : commands) {
            command.close();
        }
    }

    private String pid(Path where) throws Exception {
        return Files.readString(where.resolve("run").resolve("gyre.pid")).strip();
    }

    @Test
    void shouldServeInTheBackgroundUntilStopped() throws Exception {
        GyreCommand started = start(base);
        assertTrue(started.said().contains("runs in the background with pid " + pid(base)), started.said());
        GyreCommand stop;
        try (EchoClient client = EchoClient.to(started.address("echo"))) {
            client.echo(100_000);
            GyreCommand status = gyre(0, "status", "--base", base.toString());
            assertTrue(status.said().contains("Running with pid " + pid(base) + " since "), status.said());
            assertTrue(status.said().contains("tcp://" + started.address("echo")), status.said());
            stop = GyreCommand.gyre("stop", "--base", base.toString());
            commands.add(stop);
            String address = started.address("echo");
            EchoStage.await("the echo to accept no more", () -> EchoClient.refuses(address));
            client.echo(100_000);
        }
        assertEquals(0, stop.awaitEnd(), stop.said());
        List<String> said = stop.said().lines().toList();
        assertEquals("Stopping: no new connections; those there are have some seconds to end.", said.getFirst());
        assertTrue(
                Pattern.compile("echo: [1-9]\\d* connections ended by themselves, 0 were aborted")
                        .matcher(stop.said())
                        .find(),
                stop.said());
        assertEquals("Stopped.", said.getLast());
        gyre(3, "status", "--base", base.toString());
    }

    @Test
    void shouldBelongToNoTerminalAndKeepItsFolderToItsOwner() throws Exception {
        start(base);
        List<String> stat =
                List.of(Files.readString(Path.of("/proc", pid(base), "stat")).split(" "));
        assertEquals(pid(base), stat.get(5), "its session");
        assertEquals("0", stat.get(6), "its terminal");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(base.resolve("run"))));
        gyre(0, "stop", "--base", base.toString());
    }

    @Test
    void shouldSayThatItRunsAlready() throws Exception {
        start(base);
        assertEquals(
                "gyre: already running with pid " + pid(base),
                gyre(1, "start", "--base=" + base).said());
        assertEquals(
                "gyre: already running with pid " + pid(base),
                gyre(1, "run", "--base=" + base).said());
        gyre(0, "stop", "--base", base.toString());
    }

    @Test
    void shouldSayThatNothingRuns() throws Exception {
        for (String command : List.of("stop", "status")) {
            GyreCommand asked = gyre(3, command, "--base", base.toString());
            assertEquals("gyre: no container runs in " + base + "; start one with: gyre start", asked.said());
        }
        assertFalse(Files.exists(base.resolve("run")), "asking changes nothing");
    }

    @Test
    void shouldStartAgainAfterItWasKilled() throws Exception {
        start(base);
        String killed = pid(base);
        GyreCommand.signal("KILL", Long.parseLong(killed));
        ProcessHandle.of(Long.parseLong(killed))
                .ifPresent(process -> process.onExit().join());
        gyre(3, "status", "--base", base.toString());
        GyreCommand started = start(base);
        try (EchoClient client = EchoClient.to(started.address("echo"))) {
            client.echo(10);
        }
        gyre(0, "stop", "--base", base.toString());
    }

    @Test
    void shouldSayWhyItDoesNotStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            GyreCommand failed = gyre(1, "start", "--base=" + base, "--listen=" + address);
            assertTrue(failed.said().contains(address), failed.said());
            assertTrue(failed.said().contains("another address with --listen"), failed.said());
        }
        gyre(3, "status", "--base", base.toString());
        assertEquals(
                "gyre: --loops: \"few\" is no number from 1 to 1024",
                gyre(2, "start", "--base=" + base, "--loops=few").said());
        assertEquals(
                "gyre: --timeout: \"soon\" is no number of seconds",
                gyre(2, "stop", "--base=" + base, "--timeout=soon").said());
    }

    @Test
    void shouldSayThatStoppingTakesLonger() throws Exception {
        GyreCommand started = start(base);
        try (EchoClient client = EchoClient.to(started.address("echo"))) {
            client.echo(10);
            GyreCommand impatient = gyre(1, "stop", "--base=" + base, "--timeout=0");
            assertTrue(impatient.said().contains("still runs after 0 seconds"), impatient.said());
        }
        ProcessHandle.of(Long.parseLong(pid(base)))
                .ifPresent(process -> process.onExit().join());
        gyre(3, "status", "--base", base.toString());
    }

    @Test
    void shouldRunTwoSideBySide() throws Exception {
        GyreCommand first = start(base);
        GyreCommand second = start(other);
        try (EchoClient one = EchoClient.to(first.address("echo"));
                EchoClient two = EchoClient.to(second.address("echo"))) {
            one.echo(1000);
            two.echo(1000);
        }
        gyre(0, "stop", "--base", base.toString());
        try (EchoClient two = EchoClient.to(second.address("echo"))) {
            two.echo(1000);
        }
        gyre(0, "stop", "--base", other.toString());
    }
}
