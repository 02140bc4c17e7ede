package dev.mudi.runtime;

import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.ContainerMetadata;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.ContainerStatusRequest;
import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.DNSConfig;
import dev.mudi.runtime.cri.ExecSyncRequest;
import dev.mudi.runtime.cri.ExecSyncResponse;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.LinuxContainerConfig;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.PodSandboxMetadata;
import dev.mudi.runtime.cri.PodSandboxStatus;
import dev.mudi.runtime.cri.PodSandboxStatusRequest;
import dev.mudi.runtime.cri.RunPodSandboxRequest;
import dev.mudi.runtime.cri.StartContainerRequest;
import dev.mudi.runtime.image.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A runtime in a temporary directory, with a bridge and a subnet of its own, and an image of the host's busybox. */
final class TestNode implements AutoCloseable {

    static final String IMAGE = "test.local/busybox:1";

    private final Path directory;
    private final RuntimeOptions options;
    private final String bridge;
    private final Map<String, Set<String>> before;
    private ContainerRuntime runtime;

    TestNode() throws IOException {
        before = traces();
        directory = Files.createTempDirectory("mudi-runtime");
        // Another node of another test run may be on this machine.
        int subnet = ThreadLocalRandom.current().nextInt(1, 255);
        bridge = "mt" + ProcessHandle.current().pid() % 100000 + "x" + subnet;
        Path conf = Files.createDirectories(directory.resolve("cni"));
        Files.writeString(
                conf.resolve("10-test.conflist"), """
                {"cniVersion": "0.4.0", "name": "%s", "plugins": [
                  {"type": "bridge", "bridge": "%s", "isGateway": true, "hairpinMode": true,
                   "ipam": {"type": "host-local", "dataDir": "%s", "ranges": [[{"subnet": "10.213.%d.0/24"}]],
                            "routes": [{"dst": "0.0.0.0/0"}]}},
                  {"type": "portmap", "capabilities": {"portMappings": true}, "snat": false}]}
                """.formatted(bridge, bridge, directory.resolve("ipam"), subnet));
        options = RuntimeOptions.in(directory.resolve("root"), directory.resolve("run"), conf)
                .withCgroupParent("/mudi-test-" + bridge);
        runtime = ContainerRuntime.open(options);
        Path archive = directory.resolve("busybox.tar");
        busybox(IMAGE).writeTo(archive);
        runtime.importImages(archive);
    }

    static ImageBuilder busybox(String name) throws IOException {
        var image = ImageBuilder.named(name)
                .directory("etc", 0755)
                .directory("tmp", 01777)
                .file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nweb:x:101:102::/home/web:/bin/sh\n", 0644)
                .file("etc/group", "root:x:0:\nweb:x:102:\nextra:x:103:web\n", 0644)
                .directory("bin", 0755)
                .file("bin/busybox", Path.of("/usr/bin/busybox"), 0755)
                .environment("GREETING", "hello")
                .command("/bin/sh", "-c", "echo from the image; sleep 1000");
        for (String applet : List.of(
                "sh",
                "sleep",
                "echo",
                "cat",
                "true",
                "false",
                "id",
                "ls",
                "httpd",
                "wget",
                "hostname",
                "stty",
                "ps",
                "env",
                "dd",
                "mount",
                "touch",
                "kill",
                "nc",
                "ip",
                "seq",
                "trap",
                "head",
                "tail",
                "printf",
                "df",
                "grep",
                "mkdir")) {
            image.symlink("bin/" + applet, "busybox");
        }
        return image;
    }

    ContainerRuntime runtime() {
        return runtime;
    }

    RuntimeOptions options() {
        return options;
    }

    Path directory() {
        return directory;
    }

    /** Closes the runtime and opens it anew, as a restarted daemon would. */
    void restart() throws IOException {
        runtime.close();
        runtime = ContainerRuntime.open(options);
    }

    PodSandboxConfig.Builder sandboxConfig(String name) {
        return PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(name)
                        .setNamespace("default")
                        .setUid("uid-" + name))
                .setHostname(name)
                .setLogDirectory(directory.resolve("logs").resolve(name).toString())
                .setDnsConfig(DNSConfig.newBuilder()
                        .addServers("10.96.0.10")
                        .addSearches("default.svc.cluster.local")
                        .addOptions("ndots:5"))
                .putLabels("app", name);
    }

    String runSandbox(String name) {
        return runSandbox(sandboxConfig(name).build());
    }

    String runSandbox(PodSandboxConfig config) {
        return runtime.runPodSandbox(
                        RunPodSandboxRequest.newBuilder().setConfig(config).build())
                .getPodSandboxId();
    }

    PodSandboxStatus sandbox(String id) {
        return runtime.podSandboxStatus(
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())
                .getStatus();
    }

    static ContainerConfig.Builder containerConfig(String... command) {
        return ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder().setName("main"))
                .setImage(ImageSpec.newBuilder().setImage(IMAGE).setUserSpecifiedImage(IMAGE))
                .setLogPath("main/0.log")
                .addAllCommand(List.of(command))
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setSecurityContext(LinuxContainerSecurityContext.newBuilder()
                                .setNamespaceOptions(
                                        NamespaceOption.newBuilder().setPid(NamespaceMode.CONTAINER))));
    }

    String create(String sandboxId, ContainerConfig config) {
        return runtime.createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .setConfig(config)
                        .build())
                .getContainerId();
    }

    void start(String containerId) {
        runtime.startContainer(
                StartContainerRequest.newBuilder().setContainerId(containerId).build());
    }

    String run(String sandboxId, ContainerConfig config) {
        String id = create(sandboxId, config);
        start(id);
        return id;
    }

    String run(String sandboxId, String... command) {
        return run(sandboxId, containerConfig(command).build());
    }

    ContainerStatus status(String containerId) {
        return runtime.containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(containerId)
                        .build())
                .getStatus();
    }

    ContainerStatus awaitExit(String containerId) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> status(containerId).getState() == ContainerState.CONTAINER_EXITED);
        return status(containerId);
    }

    ExecSyncResponse exec(String containerId, String... command) {
        return runtime.execSync(ExecSyncRequest.newBuilder()
                .setContainerId(containerId)
                .addAllCmd(List.of(command))
                .setTimeout(20)
                .build());
    }

    String output(String containerId, String... command) {
        var response = exec(containerId, command);
        return response.getStdout().toStringUtf8() + response.getStderr().toStringUtf8();
    }

    List<String> log(String containerId) throws IOException {
        return Files.readAllLines(Path.of(status(containerId).getLogPath()));
    }

    /** Addresses that the network has given and not got back. */
    List<String> reservedAddresses() throws IOException {
        return names(directory.resolve("ipam").resolve(bridge)).stream()
                .filter(name -> name.startsWith("10."))
                .toList();
    }

    /** Sandboxes' ends on the bridge. */
    List<String> bridgePorts() throws IOException {
        return names(Path.of("/sys/class/net", bridge, "brif"));
    }

    private static List<String> names(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** What runtimes leave in the kernel, by kind. */
    Map<String, Set<String>> traces() throws IOException {
        var found = new TreeMap<String, Set<String>>();
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            found.put("mounts", lines(mounts.map(line -> line.split(" ", 6)[4]).filter(this::isInOwnDirectory)));
        }
        try (var links = Files.list(Path.of("/sys/class/net"))) {
            found.put(
                    "links",
                    lines(links.map(path -> path.getFileName().toString()).filter(this::isOwnLink)));
        }
        try (var cgroups = Files.walk(Path.of("/sys/fs/cgroup"), 2)) {
            found.put(
                    "cgroups",
                    lines(cgroups.map(Path::toString).filter(path -> bridge != null && path.contains(bridge))));
        }
        try (var processes = ProcessHandle.allProcesses()) {
            found.put(
                    "processes",
                    lines(processes
                            .map(process -> process.info().commandLine().orElse(""))
                            .filter(this::isInOwnDirectory)));
        }
        return found;
    }

    /** Another node may come or go on this machine meanwhile. */
    private boolean isInOwnDirectory(String text) {
        return directory != null && text.contains(directory.toString());
    }

    private boolean isOwnLink(String name) {
        return name.equals(bridge);
    }

    private static Set<String> lines(java.util.stream.Stream<String> lines) {
        return lines.collect(Collectors.toCollection(TreeSet::new));
    }

    /** What was there before this node. */
    Map<String, Set<String>> tracesBefore() {
        return before;
    }

    @Override
    public void close() throws IOException {
        runtime.close();
        ContainerRuntime.purge(options);
        dev.mudi.runtime.linux.FileTrees.delete(directory);
    }
}
