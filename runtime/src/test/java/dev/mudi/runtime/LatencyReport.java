package dev.mudi.runtime;

import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.cri.StopContainerRequest;
import dev.mudi.runtime.cri.StopPodSandboxRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Measures how long the steps of a pod's life take on this host: {@code java ... dev.mudi.runtime.LatencyReport [rounds]}.
 * Prints the median and the 95th percentile of each, in milliseconds.
 */
final class LatencyReport {

    private final Map<String, List<Duration>> samples = new LinkedHashMap<>();

    private LatencyReport() {}

    public static void main(String[] arguments) throws IOException {
        long opening = System.nanoTime();
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        var report = new LatencyReport();
        try (var node = new TestNode()) {
            System.out.printf("open and import    %6.1f ms%n", (System.nanoTime() - opening) / 1e6);
            for (int i = 0; i < 5; i++) {
                report.round(node, "warm-" + i);
            }
            report.samples.clear();
            for (int i = 0; i < rounds; i++) {
                report.round(node, "pod-" + i);
            }
            report.burst(node, 20);
        }
        report.print();
    }

    private void round(TestNode node, String name) {
        String pod = timed("run sandbox", () -> node.runSandbox(name));
        String id = timed(
                "create container",
                () -> node.create(pod, TestNode.containerConfig("sleep", "1000").build()));
        timed("start container", () -> {
            node.start(id);
            return id;
        });
        timed("exec true", () -> node.output(id, "true"));
        timed(
                "stop container",
                () -> node.runtime()
                        .stopContainer(StopContainerRequest.newBuilder()
                                .setContainerId(id)
                                .build()));
        timed(
                "stop sandbox",
                () -> node.runtime()
                        .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                                .setPodSandboxId(pod)
                                .build()));
        timed(
                "remove sandbox",
                () -> node.runtime()
                        .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                                .setPodSandboxId(pod)
                                .build()));
    }

    /** Many pods at once, as when a Deployment is scaled up. */
    private void burst(TestNode node, int pods) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < pods; i++) {
                String name = "burst-" + i;
                threads.execute(() -> timed("one of " + pods + " at once", () -> {
                    String pod = node.runSandbox(name);
                    return node.run(pod, "sleep", "1000");
                }));
            }
        }
    }

    private <T> T timed(String step, java.util.function.Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        var duration = Duration.ofNanos(System.nanoTime() - start);
        synchronized (samples) {
            samples.computeIfAbsent(step, key -> new ArrayList<>()).add(duration);
        }
        return result;
    }

    private void print() {
        samples.forEach((step, durations) -> {
            var sorted = durations.stream().sorted().toList();
            double median = sorted.get(sorted.size() / 2).toNanos() / 1e6;
            double high = sorted.get((int) (sorted.size() * 0.95)).toNanos() / 1e6;
            System.out.printf("%-18s p50 %6.1f ms   p95 %6.1f ms   (%d)%n", step, median, high, sorted.size());
        });
    }
}
