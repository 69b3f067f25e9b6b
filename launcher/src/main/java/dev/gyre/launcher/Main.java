package dev.gyre.launcher;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code gyre} command. */
@Command(
        name = "gyre",
        description = "Runs Gyre's bundles in a container of their own.",
        subcommands = {StartCommand.class, ShellCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Spec
    private CommandSpec spec;

    /** For picocli. */
    public Main() {}

    /**
     * Runs the command and ends the process.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%1$tT %4$s %3$s: %5$s%6$s%n");
        }
        CommandLine command = new CommandLine(new Main());
        // What follows the name of a command of the shell is for that command.
        command.getSubcommands().get("shell").setStopAtPositional(true);
        command.setExecutionExceptionHandler((e, failed, _) -> complain(e, failed.getErr()));
        System.exit(command.execute(args));
    }

    private static int complain(Exception failure, PrintWriter err) throws Exception {
        if (!(failure instanceof StartException)) {
            throw failure;
        }
        err.println("gyre: " + failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do, such as: gyre start");
    }
}
