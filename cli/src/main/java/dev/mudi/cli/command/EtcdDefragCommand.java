package dev.mudi.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mudi etcd defrag}. */
@Command(
        name = "defrag",
        description = "Make a member give back the room that compaction has freed.",
        mixinStandardHelpOptions = true)
public final class EtcdDefragCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private EtcdEndpoint endpoint = new EtcdEndpoint();

    @Override
    public Integer call() throws Exception {
        try (var client = endpoint.connect()) {
            client.defragment();
        }
        spec.commandLine().getOut().println("defragmented");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
