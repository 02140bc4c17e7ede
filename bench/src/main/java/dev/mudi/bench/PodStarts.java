package dev.mudi.bench;

import dev.mudi.client.KubernetesClients;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Creates pods one after the other and waits until each is Ready; the image is present from the first on. */
final class PodStarts implements Benchmark {
    private static final int PODS = 20;
    private static final String IMAGE = "mudi.local/busybox:1";

    @Override
    public String name() {
        return "pods";
    }

    @Override
    public String description() {
        return "from a pod's creation until it is Ready, its image present";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        int count = load.countOr(PODS);
        var latencies = new Latencies(count);
        try (var client = KubernetesClients.kubeconfig(target.kubeconfig(), "mudi-bench")) {
            start(client, "bench-pod-first");
            for (int i = 0; i < count; i++) {
                latencies.set(i, start(client, "bench-pod-" + i));
            }
        }
        return List.of(
                new Measurement("pods", count, ""),
                new Measurement("created to Ready p50", latencies.percentile(50), "ms"),
                new Measurement("created to Ready p99", latencies.percentile(99), "ms"));
    }

    private static long start(KubernetesClient client, String name) {
        var pod = pod(name);
        long created = System.nanoTime();
        client.resource(pod).create();
        try {
            client.resource(pod).waitUntilCondition(Readiness::isPodReady, 60, TimeUnit.SECONDS);
            return System.nanoTime() - created;
        } finally {
            client.resource(pod).withGracePeriod(0).delete();
        }
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage(IMAGE)
                .withCommand("sleep", "3600")
                .endContainer()
                .endSpec()
                .build();
    }
}
