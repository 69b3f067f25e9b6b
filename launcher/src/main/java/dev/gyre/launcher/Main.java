package dev.gyre.launcher;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code gyre} command. */
@Command(
        name = "gyre",
        description =
                "Runs a container that serves protocols: an OSGi framework, Gyre's bundles, and the plug-ins of a folder.",
        subcommands = {RunCommand.class, StartCommand.class, StopCommand.class, StatusCommand.class, ShellCommand.class
        },
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "\"gyre COMMAND --help\" lists the options of a command and its exit codes. The folders of a container (deploy, etc, run,"
                    + " log) are beside the program unless --base DIR or GYRE_BASE says otherwise. GYRE_JAVA_OPTS may hold options for"
                    + " Java."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
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
        Logs.setUp();
        System.exit(commandLine().execute(args));
    }

    private static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Main());
        // What follows the name of a command of the shell is for that command.
        command.getSubcommands().get("shell").setStopAtPositional(true);
        command.setExecutionExceptionHandler((e, failed, _) -> complain(e, failed.getErr()));
        command.setParameterExceptionHandler((e, _) -> refuse(e));
        return command;
    }

    private static int complain(Exception failure, PrintWriter err) throws Exception {
        if (!(failure instanceof StartException known)) {
            throw failure;
        }
        err.println("gyre: " + known.getMessage());
        return known.exitCode();
    }

    /** A line instead of picocli's whole help. */
    private static int refuse(CommandLine.ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println("gyre: " + wrong.getMessage() + " (\""
                        + command.getCommandSpec().qualifiedName() + " --help\" says more)");
        return ExitCode.BAD_USAGE;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do, such as: gyre start");
    }
}
