package dev.mudi.kubelet;

import static org.awaitility.Awaitility.await;

import dev.mudi.client.Conditions;
import dev.mudi.client.FakeApiServer;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.volume.Trees;
import dev.mudi.runtime.ContainerRuntime;
import dev.mudi.runtime.RuntimeOptions;
import dev.mudi.runtime.image.ImageBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Assumptions;

/** A node agent over real containers, in a temporary directory, with a bridge and a subnet of its own. */
final class RealNode implements AutoCloseable {

    static final String IMAGE = "test.local/busybox:1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final Path directory;
    private final String bridge;
    private final RuntimeOptions runtimeOptions;
    private final KubeletOptions options;
    final FakeApiServer api = new FakeApiServer(Clock.systemUTC());
    final KubernetesClient client = api.client();
    final TestCertificates certificates;
    ContainerRuntime runtime;
    Kubelet kubelet;

    RealNode() throws IOException {
        directory = Files.createTempDirectory("mudi-kubelet");
        // Another node of another test run may be on this machine.
        int subnet = ThreadLocalRandom.current().nextInt(1, 255);
        bridge = "mk" + ProcessHandle.current().pid() % 100000 + "x" + subnet;
        var conf = Files.createDirectories(directory.resolve("cni"));
        Files.writeString(
                conf.resolve("10-test.conflist"), """
                {"cniVersion": "0.4.0", "name": "%s", "plugins": [
                  {"type": "bridge", "bridge": "%s", "isGateway": true, "hairpinMode": true,
                   "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [[{"subnet": "10.214.%d.0/24"}]],
                            "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}, "snat": false}]}
                """.formatted(bridge, bridge, directory.resolve("ipam"), subnet));
        runtimeOptions = RuntimeOptions.in(directory.resolve("runtime"), directory.resolve("run"), conf)
                .withCgroupParent("/mudi-test-" + bridge);
        runtime = ContainerRuntime.open(runtimeOptions);
        var archive = directory.resolve("busybox.tar");
        busybox().writeTo(archive);
        runtime.importImages(archive);
        certificates = new TestCertificates(directory.resolve("pki"));
        var configuration = KubeletConfiguration.of(Map.of(
                "address",
                "127.0.0.1",
                "port",
                0,
                "cgroupRoot",
                "/mudi-test-" + bridge,
                "clusterDomain",
                "cluster.local",
                "clusterDNS",
                List.of("10.96.0.10")));
        options = KubeletOptions.of(
                "node-1",
                configuration,
                new KubeletOptions.Directories(directory.resolve("kubelet"), directory.resolve("logs")),
                certificates.serving());
        kubelet = startKubelet();
    }

    /** Whether this host can run containers for us. */
    static void assumeContainers() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.isExecutable(Path.of("/usr/sbin/runc"))
                        && Files.isExecutable(Path.of("/usr/bin/conmon"))
                        && Files.isExecutable(Path.of("/usr/bin/catatonit"))
                        && Files.isExecutable(Path.of("/usr/lib/cni/bridge")),
                "needs root, runc, conmon, catatonit and the CNI plugins");
    }

    Kubelet startKubelet() throws IOException {
        return Kubelet.start(options, client, runtime, runtime, runtime);
    }

    private static ImageBuilder busybox() throws IOException {
        var image = ImageBuilder.named(IMAGE)
                .directory("etc", 0755)
                .directory("tmp", 01777)
                .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0644)
                .directory("bin", 0755)
                .file("bin/busybox", Path.of("/usr/bin/busybox"), 0755)
                .command("/bin/sh", "-c", "echo from the image; exec sleep 1000");
        for (var applet : List.of(
                "sh",
                "sleep",
                "echo",
                "cat",
                "true",
                "false",
                "id",
                "ls",
                "httpd",
                "hostname",
                "env",
                "touch",
                "kill",
                "nc",
                "seq",
                "mkdir",
                "rm",
                "stty",
                "test",
                "grep",
                "mount",
                "date")) {
            image.symlink("bin/" + applet, "busybox");
        }
        return image;
    }

    private static final List<String> SLEEP = List.of("sh", "-c", "trap 'exit 0' TERM; sleep 1000 & wait");

    /** A pod of one container that sleeps, and ends on SIGTERM at once. */
    static PodBuilder pod(String name, String... command) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withFinalizers("test.mudi.dev/hold")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .withTerminationGracePeriodSeconds(3L)
                .addNewContainer()
                .withName("main")
                .withImage(IMAGE)
                .withCommand(command.length == 0 ? SLEEP : List.of(command))
                .endContainer()
                .endSpec();
    }

    Pod create(PodBuilder pod) {
        return client.resource(pod.build()).create();
    }

    Pod get(String name) {
        return client.pods().inNamespace("default").withName(name).get();
    }

    void awaitReady(String name) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> Conditions.isReady(get(name)));
    }

    /** Deletes a pod as users do, and plays the API server's part until the object is gone. */
    void delete(String name, long grace) {
        client.pods()
                .inNamespace("default")
                .withName(name)
                .patch(
                        MERGE,
                        "{\"metadata\":{\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"deletionGracePeriodSeconds\":"
                                + grace + "}}");
        var path = "DELETE /api/v1/namespaces/default/pods/" + name;
        await().atMost(PATIENCE.plusSeconds(grace))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> api.requests().contains(path));
        client.pods().inNamespace("default").withName(name).patch(MERGE, "{\"metadata\":{\"finalizers\":null}}");
        await().atMost(PATIENCE)
                .until(() -> kubelet.pods().stream()
                        .noneMatch(pod -> pod.getMetadata().getName().equals(name)));
    }

    Path directory() {
        return directory;
    }

    String bridge() {
        return bridge;
    }

    /** What is left of pods on this host. */
    Optional<String> leftovers() throws IOException {
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            var pods = directory.resolve("kubelet").resolve("pods").toString();
            var left = mounts.filter(line -> line.contains(pods)).findFirst();
            if (left.isPresent()) {
                return left;
            }
        }
        try (var pods = Files.list(directory.resolve("kubelet").resolve("pods"))) {
            var left = pods.findFirst();
            if (left.isPresent()) {
                return left.map(Path::toString);
            }
        }
        try (var cgroups = Files.walk(Path.of("/sys/fs/cgroup/memory/mudi-test-" + bridge, "kubepods"))) {
            return cgroups.map(Path::toString)
                    .filter(path -> path.contains("/pod"))
                    .findFirst();
        }
    }

    @Override
    public void close() throws IOException {
        kubelet.close();
        client.close();
        runtime.close();
        ContainerRuntime.purge(runtimeOptions);
        Kubelet.purge(options.directories(), "/mudi-test-" + bridge);
        Trees.delete(directory);
        try (var cgroups = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
            var left =
                    cgroups.filter(path -> path.endsWith("mudi-test-" + bridge)).findFirst();
            if (left.isPresent()) {
                throw new IOException("the test has left " + left.get());
            }
        }
    }
}
