package dev.mudi.cli.command;

import dev.mudi.cli.host.HostSetup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mudi setup}. */
@Command(
        name = "setup",
        description = "Install what the host lacks for running containers (as 'mudi up' does), and nothing else.",
        mixinStandardHelpOptions = true)
public final class SetupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        new HostSetup(spec.commandLine().getOut()).prepare();
        return 0;
    }
}
