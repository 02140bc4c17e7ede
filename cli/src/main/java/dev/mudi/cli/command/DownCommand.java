package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.Cluster;
import dev.mudi.cluster.ClusterOptions;
import dev.mudi.cluster.ClusterState;
import dev.mudi.cluster.control.ControlClient;
import dev.mudi.cluster.control.ControlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudi down}. */
@Command(
        name = "down",
        description = "Stop the cluster; containers keep running and are found again by the next 'mudi up'.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    private static final int STOP_SECONDS = 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Option(
            names = "--purge",
            description =
                    "Also remove every container, mount, network namespace, bridge, rule and file that this cluster made.")
    private boolean purge;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Where the cluster's context is (default: ~/.kube/config).")
    private @org.jspecify.annotations.Nullable Path kubeconfig;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var options = choice.options();
        boolean stopped = stop(options, out);
        if (purge) {
            purge(options, out);
        } else if (!stopped) {
            out.println("mudi is not running: nothing to stop");
        }
        out.flush();
        return 0;
    }

    private boolean stop(ClusterOptions options, PrintWriter out)
            throws ControlException, UserException, IOException, InterruptedException {
        var daemon = choice.daemon();
        if (!daemon.isRunning()) {
            return false;
        }
        long pid = daemon.ask("status", ControlClient.arguments()).path("pid").asLong();
        var process = ProcessHandle.of(pid);
        daemon.ask("stop", ControlClient.arguments());
        if (process.isPresent()) {
            try {
                process.get().onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new UserException(
                        "the daemon (process " + pid + ") has not ended after " + STOP_SECONDS + " s: see "
                                + options.logDir(),
                        e);
            }
        }
        out.println("stopped" + (purge ? "" : "; containers keep running"));
        out.flush();
        return true;
    }

    private void purge(ClusterOptions options, PrintWriter out) throws IOException, InterruptedException {
        var states = ClusterState.findToRemove(options).toList();
        if (states.isEmpty() && !Files.exists(options.dataDir())) {
            out.println("there is no cluster in " + options.dataDir() + ": nothing to remove");
            return;
        }
        Cluster.purge(options);
        for (var state : states) {
            Kubeconfigs.forget(
                    Kubeconfigs.contextName(state), kubeconfig == null ? Kubeconfigs.defaultFile() : kubeconfig);
        }
        out.println("removed everything that this cluster made");
    }
}
