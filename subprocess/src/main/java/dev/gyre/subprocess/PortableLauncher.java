package dev.gyre.subprocess;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.ProcessOptions;
import dev.gyre.loop.transport.ProcessOptions.Redirect;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts children by {@link ProcessBuilder}, and refuses what it has no way for. */
final class PortableLauncher implements Launcher {
    @Override
    public Child launch(EventLoop loop, List<String> command, ProcessOptions options) throws IOException {
        refuse("executable", options.executable() != null);
        refuse("restoreSignals(false)", !options.restoreSignals());
        refuse("newSession", options.newSession());
        refuse("processGroup", options.processGroup() != null);
        refuse("extraDescriptors", !options.extraDescriptors().isEmpty());
        refuse("pipeSize", options.pipeSize() != null);
        Program program = Program.of(command, options);
        ProcessBuilder builder = builder(program, options);
        builder.redirectInput(redirect(options.stdin(), true));
        builder.redirectOutput(redirect(options.stdout(), false));
        if (options.stderr() == Redirect.STDOUT) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(redirect(options.stderr(), false));
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            boolean full = String.valueOf(e.getMessage()).matches("(?s).*error[=:] ?24\b.*");
            throw new LoopIOException(
                    full ? ErrorKind.TOO_MANY_FILES : ErrorKind.OTHER,
                    "Cannot start " + program.path() + ": " + e.getMessage(),
                    e);
        }
        try {
            return PortableChild.of(process, options);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static ProcessBuilder builder(Program program, ProcessOptions options) {
        List<String> words = new ArrayList<>(program.arguments());
        if (program.arguments().getFirst().indexOf('/') < 0) {
            // The child's PATH decides, as it does elsewhere, and not this process's.
            words.set(0, program.path());
        }
        ProcessBuilder builder = new ProcessBuilder(words);
        if (options.cwd() != null) {
            builder.directory(options.cwd().toFile());
        }
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(program.environment());
        return builder;
    }

    private static ProcessBuilder.Redirect redirect(Redirect wanted, boolean input) throws IOException {
        return switch (wanted) {
            case Redirect.Standard.PIPE -> ProcessBuilder.Redirect.PIPE;
            case Redirect.Standard.DEVNULL ->
                input ? ProcessBuilder.Redirect.from(new File("/dev/null")) : ProcessBuilder.Redirect.DISCARD;
            case Redirect.Standard.INHERIT, Redirect.Standard.STDOUT -> ProcessBuilder.Redirect.INHERIT;
            case Redirect.OfFile(var path, var append) -> {
                if (input && !Files.exists(path)) {
                    throw new LoopIOException(
                            ErrorKind.NOT_FOUND, "Cannot open " + path + " for a child: there is none", null);
                }
                File file = path.toFile();
                yield input
                        ? ProcessBuilder.Redirect.from(file)
                        : append ? ProcessBuilder.Redirect.appendTo(file) : ProcessBuilder.Redirect.to(file);
            }
            case Redirect.OfDescriptor(int descriptor) -> {
                refuse("Redirect.descriptor(" + descriptor + ")", true);
                yield ProcessBuilder.Redirect.PIPE;
            }
        };
    }

    private static void refuse(String option, boolean refused) {
        if (refused) {
            throw new UnsupportedOperationException("ProcessOptions." + option
                    + " is not supported on this loop, whose children are started by the JDK; it is on Linux with a backend that"
                    + " watches descriptors, such as epoll, and --enable-native-access=dev.gyre.linux");
        }
    }
}
