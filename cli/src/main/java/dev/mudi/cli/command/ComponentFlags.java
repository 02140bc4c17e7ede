package dev.mudi.cli.command;

import dev.mudi.cluster.ClusterOptions.Components;
import dev.mudi.cluster.ClusterOptions.Nodes;
import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.cluster.StoreRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a cluster runs in this process; names of what can be left out are those of k3s. */
final class ComponentFlags {
    private static final String NODES = "--nodes";
    private static final String NO_CONTROLLERS = "--disable-controller-manager";
    private static final String NO_SCHEDULER = "--disable-scheduler";

    @Option(
            names = NODES,
            paramLabel = "NODES",
            converter = NodesConverter.class,
            description =
                    "real: pods run on this machine (default without --server). hollow or hollow:COUNT: simulated nodes, without containers;"
                            + " none: the control plane alone (default with --server). Neither needs root.")
    private @Nullable Nodes nodes;

    @Option(
            names = NO_CONTROLLERS,
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Run no controllers, so that a kube-controller-manager does their work (default: false; with"
                    + " --server as at the last start).")
    private @Nullable Boolean noControllers;

    @Option(
            names = NO_SCHEDULER,
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Run no scheduler, so that a kube-scheduler does its work (default: false; with --server as"
                    + " at the last start).")
    private @Nullable Boolean noScheduler;

    /**
     * What the user has said, and of what not a word was said what goes with the store: one of several servers goes on as it was
     * started last, and that is at first as a control plane alone.
     */
    Components components(Path dataDir, Store store) throws IOException {
        boolean server = store instanceof Store.Replicated;
        var usual = (server ? StoreRecord.components(dataDir) : Optional.<Components>empty())
                .orElse(Components.allOn(server ? new Nodes.None() : new Nodes.Real()));
        return new Components(
                nodes == null ? usual.nodes() : nodes,
                noControllers == null ? usual.controllerManager() : !noControllers,
                noScheduler == null ? usual.scheduler() : !noScheduler);
    }

    /** The same as words of a command. */
    static List<String> words(Components components) {
        return Stream.of(
                        NODES + "=" + text(components.nodes()),
                        NO_CONTROLLERS + "=" + !components.controllerManager(),
                        NO_SCHEDULER + "=" + !components.scheduler())
                .toList();
    }

    private static String text(Nodes nodes) {
        return switch (nodes) {
            case Nodes.Real() -> "real";
            case Nodes.Hollow(var count) -> "hollow:" + count;
            case Nodes.None() -> "none";
        };
    }
}
