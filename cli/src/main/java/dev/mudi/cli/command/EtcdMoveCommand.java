package dev.mudi.cli.command;

import dev.mudi.cluster.StoreMove;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudi etcd move}. */
@Command(
        name = "move",
        description =
                "Move the objects of a stopped cluster into another kind of store. The old one stays as it is until the"
                        + " new one is proven to hold the same.",
        mixinStandardHelpOptions = true)
public final class EtcdMoveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--to",
            paramLabel = "KIND",
            required = true,
            description =
                    "embedded: this process's own. replicated: with the flags of --server, the first member of several."
                            + " external: the etcd of --etcd-servers.")
    private Kind to = Kind.embedded;

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Mixin
    private StoreChoice store = new StoreChoice();

    /** The kinds of stores, as a user writes them. */
    enum Kind {
        embedded,
        replicated,
        external
    }

    @Mixin
    private KeyFlags keys = new KeyFlags();

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var target = store.store(to);
        var components = new ComponentFlags().components(choice.dataDir(), target);
        StoreMove.run(choice.options(0, components, target).withKeys(keys.keys()), step -> {
            out.println(step);
            out.flush();
        });
        out.println("moved: 'mudi up' goes on with the new store");
        out.flush();
        return 0;
    }
}
