package dev.mudi.cli;

import dev.mudi.bench.Benchmarks;
import dev.mudi.bench.Target;
import dev.mudi.client.KubernetesClients;
import dev.mudi.cluster.Cluster;
import dev.mudi.cluster.ClusterOptions;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows the Java machine what a start needs, so that it can keep it in the AOT cache: a cluster of one simulated node does a little
 * of everything, then its API server some thousand requests, and every class of Mudi is loaded. The cache keeps what was learnt of
 * methods under load (JEP 515), so that a new server need not learn it while it serves. Run once, by the build.
 */
public final class Train {
    /** Parts of it that a cluster has no use for, or only now and then: what is in the cache is in memory. */
    private static final List<String> RARE =
            List.of("dev/mudi/bench/", "dev/mudi/etcd/grpc/", "dev/mudi/etcd/simulation/");

    /** Enough for what is hot to be compiled. */
    private static final int PODS = 1_000;

    private Train() {}

    /** Trains, and ends with 0 if all went well; with a kubeconfig it only makes load for who trains. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            try (var target = Target.of(Path.of(arguments[0]), List.of())) {
                Benchmarks.warm(target, PODS);
            }
            return;
        }
        var folder = Files.createTempDirectory("mudi-train");
        try {
            var options = new ClusterOptions(folder, folder.resolve("log"), 0, new ClusterOptions.Nodes.Hollow(1));
            try (var cluster = Cluster.start(options, step -> {}, () -> {})) {
                work(options.adminKubeconfig());
                Training.load(Train.class, options.adminKubeconfig().toString());
                System.out.println("trained on " + cluster.serverUrl());
            }
            Training.loadClasses("dev/mudi/", RARE);
        } finally {
            Training.delete(folder);
        }
        System.exit(0);
    }

    private static void work(Path kubeconfig) {
        try (var client = KubernetesClients.kubeconfig(kubeconfig, "mudi-train")) {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("train")
                            .endMetadata()
                            .addToData("key", "value")
                            .build())
                    .create();
            client.resource(new DeploymentBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("train")
                            .endMetadata()
                            .withNewSpec()
                            .withReplicas(2)
                            .withNewSelector()
                            .addToMatchLabels("app", "train")
                            .endSelector()
                            .withNewTemplate()
                            .withNewMetadata()
                            .addToLabels("app", "train")
                            .endMetadata()
                            .withNewSpec()
                            .addNewContainer()
                            .withName("main")
                            .withImage("mudi.local/busybox:1")
                            .endContainer()
                            .endSpec()
                            .endTemplate()
                            .endSpec()
                            .build())
                    .create();
            client.apps()
                    .deployments()
                    .inNamespace("default")
                    .withName("train")
                    .waitUntilCondition(
                            deployment -> deployment != null
                                    && deployment.getStatus() != null
                                    && Integer.valueOf(2)
                                            .equals(deployment.getStatus().getAvailableReplicas()),
                            30,
                            TimeUnit.SECONDS);
            for (Pod pod : client.pods().inNamespace("default").list().getItems()) {
                client.resource(pod).delete();
            }
        }
    }
}
