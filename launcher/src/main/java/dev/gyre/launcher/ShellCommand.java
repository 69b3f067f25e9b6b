package dev.gyre.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gyre shell}: commands for a running container, typed, piped in or given. */
@Command(
        name = "shell",
        description = {
            "Opens the shell of the running container.",
            "With a COMMAND, runs that and ends with its exit code. Without one, it is a shell to type in; when input or output is no"
                    + " terminal, it reads commands from the input, a line each, and ends with the exit code of the last.",
            "Try: gyre shell help"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the last command did what it was asked",
            "1:it failed, or the container went away",
            "2:it was no command, or not in this form",
            "3:no container runs here",
            "130:it was interrupted"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ShellCommand implements Callable<Integer> {
    @Mixin
    private BaseOption baseOption = new BaseOption();

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "A command and its arguments, such as: loop:servers. Several words are joined by spaces.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        ControlClient client =
                new ControlClient(baseOption.base(Distribution.ofLauncher()).folder());
        try {
            if (!words.isEmpty()) {
                return client.execute(String.join(" ", words), out(), err());
            }
            return isInteractive() ? interact(client) : client.plain(System.in, out(), err());
        } catch (NoContainerException e) {
            complain(e);
            return ExitCode.NOT_RUNNING;
        } catch (ReaderGoneException _) {
            return ExitCode.FAILED;
        } catch (IOException e) {
            complain(e);
            return ExitCode.FAILED;
        }
    }

    private void complain(IOException failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("gyre: " + failure.getMessage());
        err.flush();
    }

    private static boolean isInteractive() {
        return System.console() != null && System.console().isTerminal();
    }

    /** Not {@link System#out}: that one would swallow that nobody reads any more. */
    private static FileOutputStream out() {
        return new FileOutputStream(FileDescriptor.out);
    }

    private static FileOutputStream err() {
        return new FileOutputStream(FileDescriptor.err);
    }

    private static int interact(ControlClient client) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(false)
                .providers("ffm,exec")
                .build()) {
            return client.interact(terminal);
        }
    }
}
