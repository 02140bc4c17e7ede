package dev.mudi.cli;

import dev.mudi.cli.command.BenchCommand;
import dev.mudi.cli.command.CheckCommand;
import dev.mudi.cli.command.DaemonCommand;
import dev.mudi.cli.command.DownCommand;
import dev.mudi.cli.command.EtcdCommand;
import dev.mudi.cli.command.ImageCommand;
import dev.mudi.cli.command.LogsCommand;
import dev.mudi.cli.command.SetupCommand;
import dev.mudi.cli.command.SimulateCommand;
import dev.mudi.cli.command.StatusCommand;
import dev.mudi.cli.command.UpCommand;
import dev.mudi.cli.command.VersionCommand;
import dev.mudi.cli.output.OneLine;
import dev.mudi.cluster.control.ControlException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line. Exit codes: 0 done; 1 it could not be done, and one line on standard error says why and what to do; 2 the
 * words of the command are wrong.
 */
@Command(
        name = "mudi",
        description = "Kubernetes, in Java: a cluster on this machine with one command.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            ImageCommand.class,
            BenchCommand.class,
            CheckCommand.class,
            SimulateCommand.class,
            EtcdCommand.class,
            VersionCommand.class,
            SetupCommand.class,
            DaemonCommand.class
        })
public final class Mudi {
    private Mudi() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        var line = commandLine();
        return arguments.length == 0 ? help(line) : line.execute(arguments);
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Mudi());
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            command.getErr().println("mudi: " + explain(exception));
            return 1;
        });
        line.setParameterExceptionHandler((exception, words) -> {
            var command = exception.getCommandLine();
            command.getErr()
                    .println("mudi: " + OneLine.of(exception) + " (see '"
                            + command.getCommandSpec().qualifiedName() + " --help')");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        line.setUsageHelpAutoWidth(true);
        return line;
    }

    private static int help(CommandLine line) {
        line.usage(line.getOut());
        return 0;
    }

    /** Libraries say what happened, and only deep inside why. */
    private static String rootCause(Exception exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == exception || root.getMessage() == null ? "" : ": " + OneLine.of(root.getMessage());
    }

    /** One line, whatever happened. */
    private static String explain(Exception exception) {
        var message = OneLine.of(exception);
        return switch (exception) {
            case UserException ignored -> message;
            case ControlException ignored -> message;
            case IOException ignored -> message;
            case InterruptedException ignored -> "interrupted";
            default -> message + rootCause(exception);
        };
    }
}
