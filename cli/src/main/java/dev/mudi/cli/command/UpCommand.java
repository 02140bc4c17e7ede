package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cli.host.HostSetup;
import dev.mudi.cluster.ClusterOptions;
import dev.mudi.cluster.ClusterState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi up}. */
@Command(
        name = "up",
        description =
                "Start the cluster, apply manifests, wait until they are rolled out. A running cluster is left as it"
                        + " is.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Mixin
    private StoreChoice store = new StoreChoice();

    @Mixin
    private ComponentFlags components = new ComponentFlags();

    @Mixin
    private KeyFlags keys = new KeyFlags();

    @Mixin
    private ServiceFlags services = new ServiceFlags();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Port of the API server (default: 6443, or a free one for another cluster).",
            defaultValue = "0")
    private int port;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Where to merge the cluster's context (default: ~/.kube/config).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long a roll-out may take (default: ${DEFAULT-VALUE}).",
            defaultValue = "120")
    private int timeout;

    @Parameters(paramLabel = "MANIFEST", description = "YAML files to apply.", arity = "0..*")
    private List<Path> manifests = List.of();

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (timeout <= 0) {
            throw new UserException("--timeout " + timeout + " makes no sense: give a number of seconds above 0");
        }
        for (var manifest : manifests) {
            if (!Files.isReadable(manifest)) {
                throw new UserException("cannot read the manifest " + manifest);
            }
        }
        var chosen = store.store(choice.dataDir());
        var options = services.of(choice.options(port, components.components(choice.dataDir(), chosen), chosen)
                .withKeys(keys.keys()));
        var target = kubeconfig == null ? Kubeconfigs.defaultFile() : kubeconfig;
        Kubeconfigs.requireReadable(target);
        var items = Manifests.read(manifests);
        boolean running = choice.daemon().isRunning();
        if (running) {
            out.println("mudi is already running: nothing to start");
        } else {
            start(options, out);
        }
        var state = ClusterState.find(options.dataDir())
                .findFirst()
                .orElseThrow(() -> new UserException("the daemon runs, but " + options.dataDir()
                        + " has lost its files: stop it with 'mudi down' and start again"));
        var context = Kubeconfigs.contextName(state);
        if (Kubeconfigs.merge(options.adminKubeconfig(), context, target)) {
            out.println("context '" + context + "' written to " + target);
        }
        out.flush();
        if (!items.isEmpty()) {
            try (var rollout = new Rollout(options.adminKubeconfig(), out)) {
                rollout.apply(items, Duration.ofSeconds(timeout));
            }
        }
        out.flush();
        return 0;
    }

    private static void start(ClusterOptions options, PrintWriter out)
            throws UserException, IOException, InterruptedException {
        switch (options.nodes()) {
            case ClusterOptions.Nodes.Real() -> new HostSetup(out).prepare();
            case ClusterOptions.Nodes.None() -> out.println("no nodes: the control plane alone");
            case ClusterOptions.Nodes.Hollow(var count) ->
                out.println("simulated nodes: " + count + " (pods become Running, no containers are started)");
        }
        sayWhatIsLeftOut(options.components(), out);
        out.flush();
        DaemonProcess.start(options, out);
    }

    private static void sayWhatIsLeftOut(ClusterOptions.Components components, PrintWriter out) {
        if (!components.controllerManager()) {
            out.println("no controllers: a kube-controller-manager may do their work");
        }
        if (!components.scheduler()) {
            out.println("no scheduler: a kube-scheduler may do its work");
        }
    }
}
