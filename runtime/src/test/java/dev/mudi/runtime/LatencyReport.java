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

/**
 * Measures how long the steps of a pod's life take on this host: {@code java ... dev.mudi.runtime.LatencyReport [rounds]}.
 * Prints the median and the 95th percentile of each, in milliseconds.
 */
final class LatencyReport {

    private final Map<String, List<Duration>> samples = new LinkedHashMap<>();

    private LatencyReport() {}

    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
        var report = new LatencyReport();
        try (var node = new TestNode()) {
            for (int i = 0; i < 5; i++) {
                report.round(node, "warm-" + i);
            }
            report.samples.clear();
            for (int i = 0; i < rounds; i++) {
                report.round(node, "pod-" + i);
            }
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

    private <T> T timed(String step, java.util.function.Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        samples.computeIfAbsent(step, key -> new ArrayList<>()).add(Duration.ofNanos(System.nanoTime() - start));
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
