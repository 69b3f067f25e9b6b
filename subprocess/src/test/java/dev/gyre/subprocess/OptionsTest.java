package dev.gyre.subprocess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of a child, and the refusal of those that one way cannot serve. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.subprocess.ChildTestCase#ways")
class OptionsTest extends ChildTestCase {
    @TempDir
    private Path folder;

    OptionsTest(String way) {
        super(way);
    }

    private String out(ProcessOptions.Builder options, String script) throws Exception {
        return lost(exec(options.build(), "/bin/sh", "-c", script)).out();
    }

    private static ProcessOptions.Builder options() {
        return ProcessOptions.builder();
    }

    private void assumeNative() {
        assumeFalse(portable, "the JDK has no way for it, which another test sees refused");
    }

    @Test
    void shouldSetDirectoryEnvironmentAndMask() throws Exception {
        assertEquals(folder.toRealPath().toString(), out(options().cwd(folder), "pwd"));
        Map<String, String> environment = Map.of("A", "1 2", "PATH", "/bin:/usr/bin");
        assertEquals("1 2 none", out(options().environment(environment), "echo $A ${HOME-none}"));
        assertEquals("0027", out(options().umask(027), "umask"));
        assertEquals(
                "a b|c",
                lost(exec(options().umask(077).build(), "printf", "%s|%s", "a b", "c"))
                        .out());
    }

    @Test
    void shouldLookForProgramsInThePathOfTheEnvironment() throws Exception {
        Path program = Files.writeString(folder.resolve("own-program"), "#!/bin/sh\necho own\n");
        assertTrue(program.toFile().setExecutable(true));
        Map<String, String> environment = Map.of("PATH", folder.toString());
        Recorder own = lost(exec(options().environment(environment).build(), "own-program"));
        assertEquals("own", own.out());
    }

    @Test
    void shouldRedirect() throws Exception {
        Path file = folder.resolve("file");
        out(options().stdout(Redirect.file(file)), "echo one");
        out(options().stdout(Redirect.append(file)), "echo two");
        assertEquals("one\ntwo\n", Files.readString(file));
        assertEquals("one\ntwo", out(options().stdin(Redirect.file(file)), "cat"));
        assertEquals("", out(options().stdin(Redirect.DEVNULL), "cat"));
        assertEquals("out\nerr", out(options().stderr(Redirect.STDOUT), "echo out; echo err >&2"));
        out(options().stdout(Redirect.file(file)).stderr(Redirect.STDOUT), "echo out; echo err >&2");
        assertEquals("out\nerr\n", Files.readString(file));
        out(options().stdout(Redirect.DEVNULL).stderr(Redirect.DEVNULL), "echo lost; echo lost >&2");
        Recorder inherits = lost(
                exec(options().stdin(Redirect.INHERIT).stderr(Redirect.INHERIT).build(), "true"));
        assertEquals(
                List.of("pipe 1"),
                inherits.events.stream().filter(each -> each.startsWith("pipe")).toList());
        assertTrue(inherits.transport.stdin().isEmpty());
        assertTrue(inherits.transport.stderr().isEmpty());
    }

    @Test
    void shouldLeakNoDescriptor() throws Exception {
        assertEquals(
                "0 1 2 3", out(options(), "exec ls /proc/self/fd").replace('\n', ' '), "3 is the folder that ls reads");
    }

    @Test
    void shouldRunAnExecutableUnderAnotherName() throws Exception {
        assumeNative();
        Recorder named = lost(exec(options().executable(Path.of("/bin/sh")).build(), "other", "-c", "echo $0"));
        assertEquals("other", named.out());
    }

    @Test
    void shouldSetSessionAndGroup() throws Exception {
        assumeNative();
        String ids = "cut -d' ' -f1,5,6 /proc/$$/stat";
        String[] leader = out(options().newSession(true), ids).split(" ");
        assertEquals(leader[0], leader[2]);
        String[] group = out(options().processGroup(0), ids).split(" ");
        assertEquals(group[0], group[1]);
    }

    @Test
    void shouldHandOnDescriptors() throws Exception {
        assumeNative();
        Path file = folder.resolve("file");
        try (var stream = new java.io.FileOutputStream(file.toFile())) {
            int descriptor = descriptorOf(file);
            ProcessOptions given =
                    options().extraDescriptors(Set.of(descriptor)).build();
            String listed = lost(exec(given, "ls", "/proc/self/fd")).out();
            assertEquals(Set.of("0", "1", "2", "3", Integer.toString(descriptor)), Set.of(listed.split("\n")));
            lost(exec(given, "bash", "-c", "echo given >&" + descriptor));
            out(options().stdout(Redirect.descriptor(descriptor)), "echo output");
            stream.write('.');
        }
        assertEquals("given\noutput\n.", Files.readString(file));
        assertThrows(java.io.IOException.class, () -> out(options().extraDescriptors(Set.of(9999)), "true"));
    }

    private static int descriptorOf(Path file) throws Exception {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : all.toList()) {
                if (Files.exists(each) && Files.isSameFile(each, file)) {
                    return Integer.parseInt(each.getFileName().toString());
                }
            }
        }
        throw new AssertionError("not open: " + file);
    }

    @Test
    void shouldSizePipes() throws Exception {
        assumeNative();
        assertEquals("x", out(options().pipeSize(4096), "echo x"));
    }

    @Test
    void shouldRestoreSignalsUnlessToldOtherwise() throws Exception {
        assumeNative();
        Recorder restored = lost(exec(options().build(), "grep", "SigBlk", "/proc/self/status"));
        assertEquals(0, Long.parseLong(restored.out().split("\\s+")[1], 16));
        Recorder ignored = lost(exec(options().build(), "grep", "SigIgn", "/proc/self/status"));
        assertEquals(0, Long.parseLong(ignored.out().split("\\s+")[1], 16) & (1L << 12 | 1L << 24));
        assertEquals("x", out(options().restoreSignals(false), "echo x"));
    }

    @Test
    void shouldRefuseByNameWhatTheJdkHasNoWayFor() {
        assumeTrue(portable, "the C library has a way for all");
        Map<String, UnaryOperator<ProcessOptions.Builder>> refused = Map.of(
                "executable", each -> each.executable(Path.of("/bin/sh")),
                "restoreSignals", each -> each.restoreSignals(false),
                "newSession", each -> each.newSession(true),
                "processGroup", each -> each.processGroup(0),
                "extraDescriptors", each -> each.extraDescriptors(Set.of(5)),
                "pipeSize", each -> each.pipeSize(4096),
                "Redirect.descriptor", each -> each.stdin(Redirect.descriptor(0)));
        refused.forEach((name, option) -> {
            ProcessOptions options = option.apply(options()).build();
            Throwable thrown = assertThrows(
                    UnsupportedOperationException.class,
                    () -> await(loop.subprocessExec(this::recorder, List.of("true"), options)));
            assertTrue(thrown.getMessage().contains(name), thrown::getMessage);
        });
    }

    @Test
    void shouldRefuseByNameWhatNoJvmHasAWayFor() {
        refused("user", () -> options().user("nobody"));
        refused("group", () -> options().group("nogroup"));
        refused("extraGroups", () -> options().extraGroups(List.of("nogroup")));
        refused("preexec", () -> options().preexec(() -> {}));
    }

    private static void refused(String name, Executable option) {
        Throwable thrown = assertThrows(UnsupportedOperationException.class, option);
        assertTrue(thrown.getMessage().contains(name), thrown::getMessage);
    }
}
