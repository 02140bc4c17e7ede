package dev.mudi.kubelet.pod;

import dev.mudi.runtime.cri.ContainerMetadata;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.PodSandboxMetadata;
import dev.mudi.runtime.cri.PodSandboxNetworkStatus;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatus;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pods, and what a runtime has of them, in a few words. */
public final class Sketch {

    /** The time at which the runtime's first container is made; each further one is made a second later. */
    public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private final List<PodSandboxStatus> sandboxes = new ArrayList<>();
    private final List<ContainerStatus> containers = new ArrayList<>();
    private long made = EPOCH.getEpochSecond();

    public static Container container(String name) {
        return new ContainerBuilder().withName(name).withImage(name + ":1").build();
    }

    public static Container sidecar(String name) {
        return new ContainerBuilder(container(name)).withRestartPolicy("Always").build();
    }

    public static Container container(String name, String cpu, String memory, String cpuLimit, String memoryLimit) {
        return new ContainerBuilder(container(name))
                .withNewResources()
                .withRequests(quantities(cpu, memory))
                .withLimits(quantities(cpuLimit, memoryLimit))
                .endResources()
                .build();
    }

    private static Map<String, Quantity> quantities(String cpu, String memory) {
        var quantities = new java.util.LinkedHashMap<String, Quantity>();
        if (!cpu.isEmpty()) {
            quantities.put("cpu", new Quantity(cpu));
        }
        if (!memory.isEmpty()) {
            quantities.put("memory", new Quantity(memory));
        }
        return quantities;
    }

    public static PodBuilder pod(String restartPolicy, Container... containers) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("web")
                .withUid("uid-1")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .withRestartPolicy(restartPolicy)
                .withContainers(containers)
                .endSpec();
    }

    public static Pod withInit(Pod pod, Container... init) {
        return new PodBuilder(pod).editSpec().withInitContainers(init).endSpec().build();
    }

    public Sketch sandbox(int attempt, boolean ready) {
        sandboxes.add(PodSandboxStatus.newBuilder()
                .setId("sandbox-" + attempt)
                .setMetadata(PodSandboxMetadata.newBuilder().setAttempt(attempt))
                .setState(ready ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY)
                .setCreatedAt(nanos(made++))
                .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp(ready ? "10.0.0." + (attempt + 1) : ""))
                .build());
        return this;
    }

    private static long nanos(long second) {
        return second * 1_000_000_000;
    }

    private ContainerStatus.Builder made(String name, ContainerState state) {
        int attempt = (int) containers.stream()
                .filter(c -> RuntimePod.nameOf(c).equals(name))
                .count();
        return ContainerStatus.newBuilder()
                .setId(name + "-" + attempt)
                .setMetadata(ContainerMetadata.newBuilder().setName(name).setAttempt(attempt))
                .putLabels(CriLabels.CONTAINER_NAME, name)
                .putAnnotations(CriLabels.RESTART_COUNT, Integer.toString(attempt))
                .putAnnotations(CriLabels.CONTAINER_HASH, PodSpecs.containerHash(container(name)))
                .setState(state)
                .setCreatedAt(nanos(made))
                .setStartedAt(nanos(made++));
    }

    public Sketch running(String name) {
        containers.add(made(name, ContainerState.CONTAINER_RUNNING).build());
        return this;
    }

    public Sketch exited(String name, int code) {
        containers.add(made(name, ContainerState.CONTAINER_EXITED)
                .setExitCode(code)
                .setFinishedAt(nanos(made++))
                .build());
        return this;
    }

    public Sketch created(String name) {
        containers.add(made(name, ContainerState.CONTAINER_CREATED).build());
        return this;
    }

    public Sketch unknown(String name) {
        containers.add(made(name, ContainerState.CONTAINER_UNKNOWN).build());
        return this;
    }

    public RuntimePod runtime() {
        return new RuntimePod("uid-1", sandboxes, containers);
    }
}
