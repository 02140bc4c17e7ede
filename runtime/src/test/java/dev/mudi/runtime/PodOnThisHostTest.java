package dev.mudi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.mudi.runtime.cri.Capability;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.ContainerEventType;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatsRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.Int64Value;
import dev.mudi.runtime.cri.KeyValue;
import dev.mudi.runtime.cri.LinuxContainerResources;
import dev.mudi.runtime.cri.Mount;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatsRequest;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.cri.RunPodSandboxRequest;
import dev.mudi.runtime.cri.RuntimeCondition;
import dev.mudi.runtime.cri.SecurityProfile;
import dev.mudi.runtime.cri.StatusRequest;
import dev.mudi.runtime.cri.StopContainerRequest;
import dev.mudi.runtime.cri.StopPodSandboxRequest;
import dev.mudi.runtime.cri.UpdateContainerResourcesRequest;
import dev.mudi.runtime.image.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PodOnThisHostTest {

    private static TestNode node;

    /** The sandbox of the tests that don't care about theirs. */
    private static String shared;

    @BeforeAll
    static void open() throws IOException {
        node = new TestNode();
        shared = node.runSandbox("shared");
    }

    @AfterAll
    static void close() throws IOException {
        node.close();
    }

    private static ContainerConfig.Builder config(String name, String... command) {
        var config = TestNode.containerConfig(command).setLogPath(name + "/0.log");
        config.getMetadataBuilder().setName(name);
        return config;
    }

    @Test
    void keepsTheLogInCriFormatAndTheExitCode() throws IOException {
        String id = node.run(
                shared,
                config("log", "/bin/sh", "-c", "echo out; echo err >&2; printf part; exit 3")
                        .build());
        var status = node.awaitExit(id);
        assertThat(status.getExitCode()).isEqualTo(3);
        assertThat(status.getReason()).isEqualTo("Error");
        assertThat(status.getFinishedAt()).isGreaterThanOrEqualTo(status.getStartedAt());
        assertThat(node.log(id))
                .anyMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\S+ stdout F out"))
                .anyMatch(line -> line.matches("\\S+T\\S+ stderr F err"))
                .anyMatch(line -> line.matches("\\S+T\\S+ stdout P part"));
    }

    @Test
    void saysCompletedForExitCodeZero() {
        var status = node.awaitExit(node.run(shared, config("zero", "true").build()));
        assertThat(status.getExitCode()).isZero();
        assertThat(status.getReason()).isEqualTo("Completed");
    }

    @Test
    void runsTheImagesCommandWithItsEnvironment() throws IOException {
        String id = node.run(shared, config("image").build());
        Awaitility.await()
                .until(() -> Files.exists(Path.of(node.status(id).getLogPath()))
                        && node.log(id).stream().anyMatch(line -> line.endsWith("from the image")));
        assertThat(node.output(id, "env")).contains("GREETING=hello\n", "HOSTNAME=shared\n", "PATH=/usr/local/sbin:");
        assertThat(node.status(id).getImage().getImage()).isEqualTo(TestNode.IMAGE);
    }

    @Test
    void givesContainersThePodsHostnameResolverAndSharedMemory() {
        String writer = node.run(shared, config("one", "sleep", "1000").build());
        String reader = node.run(shared, config("two", "sleep", "1000").build());
        assertThat(node.output(writer, "hostname")).isEqualTo("shared\n");
        assertThat(node.output(writer, "cat", "/etc/hostname")).isEqualTo("shared\n");
        assertThat(node.output(writer, "cat", "/etc/resolv.conf"))
                .isEqualTo("search default.svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n");
        assertThat(node.exec(writer, "sh", "-c", "echo shared > /dev/shm/file").getExitCode())
                .isZero();
        assertThat(node.output(reader, "cat", "/dev/shm/file")).isEqualTo("shared\n");
        assertThat(node.output(reader, "df", "-m", "/dev/shm")).containsPattern("shm +64 ");
        assertThat(node.output(reader, "ip", "addr", "show", "lo")).contains("127.0.0.1");
        assertThat(node.output(reader, "ip", "addr", "show", "eth0"))
                .contains(node.sandbox(shared).getNetwork().getIp());
        assertThat(node.output(reader, "ps")).doesNotContain("pause");
    }

    @Test
    void passesEnvironmentArgumentsWorkingDirectoryAndMounts() throws IOException {
        Path volume = Files.createDirectories(node.directory().resolve("volume"));
        Files.writeString(volume.resolve("file"), "content");
        String id = node.run(
                shared,
                config("env", "sh", "-c")
                        .addArgs("echo $WHO in $(pwd); sleep 1000")
                        .addEnvs(KeyValue.newBuilder().setKey("WHO").setValue(ByteString.copyFromUtf8("me")))
                        .setWorkingDir("/tmp/made")
                        .addMounts(Mount.newBuilder()
                                .setHostPath(volume.toString())
                                .setContainerPath("/data"))
                        .addMounts(Mount.newBuilder()
                                .setHostPath(volume.toString())
                                .setContainerPath("/data/inner")
                                .setReadonly(true))
                        .build());
        Awaitility.await().until(() -> Files.size(Path.of(node.status(id).getLogPath())) > 0);
        assertThat(node.log(id).getFirst()).endsWith("stdout F me in /tmp/made");
        assertThat(node.output(id, "cat", "/data/file", "/data/inner/file")).isEqualTo("contentcontent");
        assertThat(node.exec(id, "touch", "/data/new").getExitCode()).isZero();
        assertThat(node.output(id, "touch", "/data/inner/new")).contains("Read-only file system");
    }

    @Test
    void runsAsTheUserThatThePodNames() {
        var config = config("user", "sleep", "1000");
        config.getLinuxBuilder()
                .getSecurityContextBuilder()
                .setRunAsUser(Int64Value.newBuilder().setValue(101))
                .addSupplementalGroups(2000)
                .setReadonlyRootfs(true)
                .setNoNewPrivs(true)
                .setCapabilities(Capability.newBuilder().addDropCapabilities("ALL"));
        String id = node.run(shared, config.build());
        assertThat(node.output(id, "id")).contains("uid=101(web) gid=102(web)", "103(extra)", "2000");
        assertThat(node.output(id, "touch", "/new")).contains("Read-only file system");
        assertThat(node.output(id, "cat", "/proc/self/status")).contains("CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(node.status(id).getUser().getLinux().getUid()).isEqualTo(101);
    }

    @Test
    void refusesTheSystemCallsThatReachPastAContainer() {
        var config = config("seccomp", "sleep", "1000");
        config.getLinuxBuilder()
                .getSecurityContextBuilder()
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(SecurityProfile.ProfileType.RuntimeDefault));
        String id = node.run(shared, config.build());
        assertThat(node.output(id, "cat", "/proc/self/status")).contains("Seccomp:\t2");
        assertThat(node.output(id, "busybox", "unshare", "-U", "true")).contains("Operation not permitted");
        assertThat(node.output(id, "sh", "-c", "echo fine | cat")).isEqualTo("fine\n");
    }

    @Test
    void givesPrivilegedContainersTheHostsDevices() {
        var config = config("privileged", "sleep", "1000");
        config.getLinuxBuilder().getSecurityContextBuilder().setPrivileged(true);
        String id = node.run(shared, config.build());
        assertThat(node.output(id, "ls", "/dev")).contains("loop-control");
        assertThat(node.output(id, "mount", "-t", "tmpfs", "none", "/tmp")).isEmpty();
    }

    @Test
    void reportsACommandThatCannotRunAsStartError() {
        String id = node.create(shared, config("missing", "/no/such/command").build());
        assertThatThrownBy(() -> node.start(id))
                .isInstanceOf(CriException.class)
                .hasMessageContaining("/no/such/command")
                .hasMessageContaining("no such file or directory");
        var status = node.status(id);
        assertThat(status.getState()).isEqualTo(ContainerState.CONTAINER_EXITED);
        assertThat(status.getReason()).isEqualTo("StartError");
        assertThat(status.getExitCode()).isEqualTo(128);
    }

    @Test
    void saysWhichImageIsMissing() {
        var config = config("absent", "true");
        config.getImageBuilder().setImage("busybox:absent");
        assertThatThrownBy(() -> node.create(shared, config.build()))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.NOT_FOUND))
                .hasMessageContaining("busybox:absent");
    }

    @Test
    void stopsByTheStopSignalAndKillsAfterTheGrace() {
        String polite = node.run(
                shared,
                config("polite", "sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.01; done")
                        .build());
        String stubborn = node.run(
                shared,
                config("stubborn", "sh", "-c", "trap '' TERM; while :; do sleep 1; done")
                        .build());
        Awaitility.await()
                .until(() -> node.output(polite, "cat", "/proc/1/status").matches("(?s).*SigCgt:\\s*0*[1-9a-f].*"));
        node.runtime()
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(polite)
                        .setTimeout(20)
                        .build());
        assertThat(node.status(polite).getExitCode()).isEqualTo(7);
        long start = System.nanoTime();
        node.runtime()
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(stubborn)
                        .setTimeout(1)
                        .build());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
        assertThat(node.status(stubborn).getExitCode()).isEqualTo(137);
    }

    @Test
    void saysOomKilledWhenTheMemoryLimitIsReached() {
        var config = config("oom", "tail", "/dev/zero");
        config.getLinuxBuilder()
                .setResources(LinuxContainerResources.newBuilder().setMemoryLimitInBytes(16 << 20));
        var status = node.awaitExit(node.run(shared, config.build()));
        assertThat(status.getReason()).isEqualTo("OOMKilled");
        assertThat(status.getExitCode()).isEqualTo(137);
    }

    @Test
    void measuresAndChangesLimits() {
        var config = config("limits", "sh", "-c", "while :; do :; done");
        config.getLinuxBuilder()
                .setResources(LinuxContainerResources.newBuilder()
                        .setCpuShares(512)
                        .setCpuPeriod(100_000)
                        .setCpuQuota(5_000)
                        .setMemoryLimitInBytes(64 << 20));
        String id = node.run(shared, config.build());
        var request = ContainerStatsRequest.newBuilder().setContainerId(id).build();
        Awaitility.await()
                .until(() -> node.runtime()
                                .containerStats(request)
                                .getStats()
                                .getCpu()
                                .getUsageCoreNanoSeconds()
                                .getValue()
                        > 1_000_000);
        var memory = node.runtime().containerStats(request).getStats().getMemory();
        assertThat(memory.getWorkingSetBytes().getValue()).isPositive();
        assertThat(memory.getAvailableBytes().getValue()).isBetween(1L, 64L << 20);
        node.runtime()
                .updateContainerResources(UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(id)
                        .setLinux(LinuxContainerResources.newBuilder().setMemoryLimitInBytes(32 << 20))
                        .build());
        assertThat(node.runtime()
                        .containerStats(request)
                        .getStats()
                        .getMemory()
                        .getAvailableBytes()
                        .getValue())
                .isBetween(1L, 32L << 20);
        var resources = node.status(id).getResources().getLinux();
        assertThat(resources.getMemoryLimitInBytes()).isEqualTo(32 << 20);
        assertThat(resources.getCpuShares()).isEqualTo(512);
        var pod = node.runtime()
                .podSandboxStats(PodSandboxStatsRequest.newBuilder()
                        .setPodSandboxId(shared)
                        .build())
                .getStats()
                .getLinux();
        assertThat(pod.getContainersList()).isNotEmpty();
        assertThat(pod.getNetwork().getDefaultInterface().getName()).isEqualTo("eth0");
    }

    @Test
    void mountsImagesAsVolumes() throws IOException {
        Path archive = node.directory().resolve("data.tar");
        ImageBuilder.named("test.local/data:1")
                .file("models/one", "weights", 0644)
                .writeTo(archive);
        node.runtime().importImages(archive);
        var volume = Mount.newBuilder()
                .setContainerPath("/model")
                .setImage(ImageSpec.newBuilder().setImage("test.local/data:1"))
                .setImageSubPath("models");
        String id = node.run(
                shared, config("volume", "sleep", "1000").addMounts(volume).build());
        assertThat(node.output(id, "cat", "/model/one")).isEqualTo("weights");
        assertThat(node.output(id, "touch", "/model/two")).contains("Read-only file system");
        assertThatThrownBy(() -> node.create(
                        shared,
                        config("wrong", "sleep", "1000")
                                .addMounts(volume.setImageSubPath("none"))
                                .build()))
                .hasMessageContaining("has no path none");
    }

    @Test
    void sharesProcessesWhereThePodWantsThat() {
        var sandbox = node.sandboxConfig("share");
        var options = NamespaceOption.newBuilder().setPid(NamespaceMode.POD).build();
        sandbox.getLinuxBuilder().getSecurityContextBuilder().setNamespaceOptions(options);
        String pod = node.runSandbox(sandbox.build());
        var config = config("first", "sleep", "1000");
        config.getLinuxBuilder().getSecurityContextBuilder().setNamespaceOptions(options);
        String first = node.run(pod, config.build());
        config.getMetadataBuilder().setName("second");
        String second = node.run(pod, config.build());
        assertThat(node.output(second, "ps")).contains("/pause", "sleep 1000");
        node.runtime()
                .stopContainer(
                        StopContainerRequest.newBuilder().setContainerId(first).build());
        assertThat(node.status(second).getState()).isEqualTo(ContainerState.CONTAINER_RUNNING);
    }

    @Test
    void putsHostNetworkPodsOnTheHostsNetwork() throws IOException {
        var sandbox = node.sandboxConfig("host");
        sandbox.getLinuxBuilder()
                .getSecurityContextBuilder()
                .setNamespaceOptions(NamespaceOption.newBuilder()
                        .setNetwork(NamespaceMode.NODE)
                        .setPid(NamespaceMode.CONTAINER));
        String pod = node.runSandbox(sandbox.build());
        assertThat(node.sandbox(pod).getNetwork().getIp()).isEmpty();
        String id = node.run(pod, config("main", "sleep", "1000").build());
        assertThat(node.output(id, "hostname").strip())
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        assertThat(node.output(id, "ls", "/sys/class/net")).contains("lo");
    }

    @Test
    void setsThePodsOwnSysctlsOnly() {
        var sandbox = node.sandboxConfig("sysctl");
        sandbox.getLinuxBuilder().putSysctls("net.core.somaxconn", "333");
        String id = node.run(
                node.runSandbox(sandbox.build()),
                config("main", "sleep", "1000").build());
        assertThat(node.output(id, "cat", "/proc/sys/net/core/somaxconn")).isEqualTo("333\n");
        var bad = node.sandboxConfig("bad-sysctl");
        bad.getLinuxBuilder().putSysctls("vm.swappiness", "1");
        assertThatThrownBy(() -> node.runSandbox(bad.build())).hasMessageContaining("vm.swappiness is not namespaced");
    }

    @Test
    void tellsEveryChangeInOrder() {
        var events = new CopyOnWriteArrayList<ContainerEventResponse>();
        String pod = node.runSandbox("events");
        try (var subscription = node.runtime().containerEvents(events::add)) {
            String id = node.run(pod, config("main", "true").build());
            node.awaitExit(id);
            node.runtime()
                    .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                            .setPodSandboxId(pod)
                            .build());
            Awaitility.await()
                    .until(() -> events.stream()
                            .anyMatch(event -> event.getContainerId().equals(id)
                                    && event.getContainerEventType() == ContainerEventType.CONTAINER_DELETED_EVENT));
            assertThat(events.stream().filter(event -> event.getContainerId().equals(id)))
                    .extracting(ContainerEventResponse::getContainerEventType)
                    .containsExactly(
                            ContainerEventType.CONTAINER_CREATED_EVENT,
                            ContainerEventType.CONTAINER_STARTED_EVENT,
                            ContainerEventType.CONTAINER_STOPPED_EVENT,
                            ContainerEventType.CONTAINER_DELETED_EVENT);
            assertThat(subscription).isNotNull();
        }
    }

    @Test
    void makesAndRemovesManyPodsAtOnce() throws Exception {
        Callable<String> life = () -> {
            String pod = node.runSandbox("many-" + Thread.currentThread().threadId());
            String id = node.run(pod, config("main", "sleep", "1000").build());
            String address = node.sandbox(pod).getNetwork().getIp();
            assertThat(node.output(id, "ip", "addr", "show", "eth0")).contains(address + "/24");
            node.runtime()
                    .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                            .setPodSandboxId(pod)
                            .build());
            return address;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var address : threads.invokeAll(Collections.nCopies(8, life))) {
                assertThat(address.get()).startsWith("10.213.");
            }
        }
    }

    @Test
    void knowsItsRuntimeHandlers() {
        var request = RunPodSandboxRequest.newBuilder()
                .setConfig(node.sandboxConfig("handler"))
                .setRuntimeHandler("kata")
                .build();
        assertThatThrownBy(() -> node.runtime().runPodSandbox(request))
                .hasMessageContaining("no runtime for \"kata\" is configured");
        assertThat(node.runtime()
                        .status(StatusRequest.getDefaultInstance())
                        .getStatus()
                        .getConditionsList())
                .allMatch(RuntimeCondition::getStatus);
    }

    @Test
    void refusesASecondSandboxForOneAttemptOfAPod() {
        assertThatThrownBy(() -> node.runSandbox("shared"))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.ALREADY_EXISTS));
    }

    @Test
    void stopsAndRemovesSandboxesAsOftenAsAsked() throws IOException {
        String pod = node.runSandbox("gone");
        String id = node.run(pod, config("main", "sleep", "1000").build());
        var stop = StopPodSandboxRequest.newBuilder().setPodSandboxId(pod).build();
        node.runtime().stopPodSandbox(stop);
        node.runtime().stopPodSandbox(stop);
        assertThat(node.sandbox(pod).getState()).isEqualTo(PodSandboxState.SANDBOX_NOTREADY);
        assertThat(node.status(id).getExitCode()).isEqualTo(137);
        var remove = RemovePodSandboxRequest.newBuilder().setPodSandboxId(pod).build();
        node.runtime().removePodSandbox(remove);
        node.runtime().removePodSandbox(remove);
        assertThatThrownBy(() -> node.sandbox(pod)).isInstanceOf(CriException.class);
        assertThat(node.traces().toString()).doesNotContain(pod, id);
        assertThat(node.options().run().resolve("bundles").resolve(pod)).doesNotExist();
        assertThat(node.options().run().resolve("bundles").resolve(id)).doesNotExist();
    }
}
