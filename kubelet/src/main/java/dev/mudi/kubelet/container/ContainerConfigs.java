package dev.mudi.kubelet.container;

import com.google.protobuf.ByteString;
import dev.mudi.kubelet.cgroup.CpuMemory;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.env.Expansion;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.QosClass;
import dev.mudi.kubelet.pod.Resources;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.kubelet.volume.Volumes;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.ContainerMetadata;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.KeyValue;
import dev.mudi.runtime.cri.LinuxContainerConfig;
import dev.mudi.runtime.cri.LinuxContainerResources;
import dev.mudi.runtime.cri.LinuxContainerSecurityContext;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.Signal;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the configuration of containers. Safe for many threads as long as a pod is handled by one. */
public final class ContainerConfigs implements ContainerConfigSource {

    private final KubeletConfiguration configuration;
    private final NodeFacts node;
    private final ContainerMounts mounts;
    private final Function<String, Optional<String>> imageUser;

    /** @param imageUser the user that an image says its containers run as, by the image's reference */
    public ContainerConfigs(
            KubeletConfiguration configuration,
            NodeFacts node,
            PodDirectories directories,
            Volumes volumes,
            Function<String, Optional<String>> imageUser) {
        this.configuration = configuration;
        this.node = node;
        this.mounts = new ContainerMounts(directories, volumes, node, configuration.clusterDomain());
        this.imageUser = imageUser;
    }

    @Override
    public ContainerConfig of(ContainerInputs inputs) throws IOException {
        var pod = inputs.pod();
        var container = inputs.container();
        verifyUser(inputs);
        Map<String, String> environment;
        try {
            environment = inputs.environment().of(pod, container);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        var config = ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder()
                        .setName(container.getName())
                        .setAttempt(inputs.restartCount()))
                .setImage(ImageSpec.newBuilder()
                        .setImage(inputs.imageReference())
                        .setUserSpecifiedImage(container.getImage()))
                .addAllCommand(expand(container.getCommand(), environment))
                .addAllArgs(expand(container.getArgs(), environment))
                .setWorkingDir(container.getWorkingDir() == null ? "" : container.getWorkingDir())
                .addAllMounts(mounts.of(inputs, environment))
                .putAllLabels(labels(pod, container))
                .putAllAnnotations(annotations(inputs))
                .setLogPath(logPath(container.getName(), inputs.restartCount()).toString())
                .setStdin(Boolean.TRUE.equals(container.getStdin()))
                .setStdinOnce(Boolean.TRUE.equals(container.getStdinOnce()))
                .setTty(Boolean.TRUE.equals(container.getTty()))
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(pod, container))
                        .setSecurityContext(security(inputs)));
        environment.forEach((name, value) ->
                config.addEnvs(KeyValue.newBuilder().setKey(name).setValue(ByteString.copyFromUtf8(value))));
        stopSignal(container).ifPresent(config::setStopSignal);
        return config.build();
    }

    /** Only what a container is found again by, for runtimes that start no process. */
    public static ContainerConfigSource bare() {
        return inputs -> ContainerConfig.newBuilder()
                .setMetadata(ContainerMetadata.newBuilder()
                        .setName(inputs.container().getName())
                        .setAttempt(inputs.restartCount()))
                .setImage(ImageSpec.newBuilder()
                        .setImage(inputs.imageReference())
                        .setUserSpecifiedImage(inputs.container().getImage()))
                .putAllLabels(labels(inputs.pod(), inputs.container()))
                .putAllAnnotations(annotations(inputs))
                .build();
    }

    /** Where a run of a container logs, below the pod's log directory. */
    public static Path logPath(String container, int restartCount) {
        return Path.of(container, restartCount + ".log");
    }

    private LinuxContainerSecurityContext security(ContainerInputs inputs) throws IOException {
        var pod = inputs.pod();
        var security = ContainerSecurity.of(pod, inputs.container(), configuration.seccompDefault());
        var target = PodSpecs.ephemeralTarget(pod, inputs.container().getName());
        if (target.isEmpty()) {
            return security;
        }
        var found = inputs.runtime()
                .container(target.get())
                .filter(RuntimePod::isRunning)
                .orElseThrow(() -> new IOException("unable to find target container " + target.get()));
        return security.toBuilder()
                .setNamespaceOptions(security.getNamespaceOptions().toBuilder()
                        .setPid(NamespaceMode.TARGET)
                        .setTargetId(found.getId()))
                .build();
    }

    private static Optional<Signal> stopSignal(Container container) {
        var lifecycle = container.getLifecycle();
        return lifecycle == null || lifecycle.getStopSignal() == null
                ? Optional.empty()
                : Optional.of(Signal.valueOf(
                        lifecycle.getStopSignal().replace("+", "PLUS").replace("-", "MINUS")));
    }

    private static List<String> expand(
            @org.jspecify.annotations.Nullable List<String> words, Map<String, String> environment) {
        return PodSpecs.orEmpty(words).stream()
                .map(word -> Expansion.expand(word, environment))
                .toList();
    }

    private void verifyUser(ContainerInputs inputs) throws IOException {
        var pod = inputs.pod();
        var container = inputs.container();
        if (!ContainerSecurity.runAsNonRoot(pod, container)) {
            return;
        }
        var where = " (pod: \"" + PodSpecs.describe(pod) + "\", container: " + container.getName() + ")";
        var user = ContainerSecurity.user(pod.getSpec().getSecurityContext(), container.getSecurityContext());
        if (user.isPresent()) {
            if (user.get() == 0) {
                throw new IOException("container's runAsUser breaks non-root policy" + where);
            }
            return;
        }
        var image = imageUser.apply(inputs.imageReference()).orElse("0");
        if (image.equals("0")) {
            throw new IOException("container has runAsNonRoot and image will run as root" + where);
        }
        if (!image.chars().allMatch(Character::isDigit)) {
            throw new IOException("container has runAsNonRoot and image has non-numeric user (" + image
                    + "), cannot verify user is non-root" + where);
        }
    }

    private static Map<String, String> labels(Pod pod, Container container) {
        var labels = new HashMap<String, String>();
        labels.put(CriLabels.POD_NAME, pod.getMetadata().getName());
        labels.put(CriLabels.POD_NAMESPACE, pod.getMetadata().getNamespace());
        labels.put(CriLabels.POD_UID, PodSpecs.uid(pod));
        labels.put(CriLabels.CONTAINER_NAME, container.getName());
        return labels;
    }

    private static Map<String, String> annotations(ContainerInputs inputs) {
        var container = inputs.container();
        var policy = container.getTerminationMessagePolicy();
        var annotations = new HashMap<String, String>();
        annotations.put(CriLabels.CONTAINER_HASH, PodSpecs.containerHash(container));
        annotations.put(CriLabels.RESTART_COUNT, Integer.toString(inputs.restartCount()));
        annotations.put(CriLabels.TERMINATION_MESSAGE_PATH, ContainerMounts.terminationPath(container));
        annotations.put(CriLabels.TERMINATION_MESSAGE_POLICY, policy == null ? "File" : policy);
        annotations.put(CriLabels.TERMINATION_GRACE_PERIOD, Long.toString(PodSpecs.graceSeconds(inputs.pod())));
        return annotations;
    }

    private LinuxContainerResources resources(Pod pod, Container container) {
        var qos = QosClass.of(pod);
        var resources = LinuxContainerResources.newBuilder()
                .setCpuShares(CpuMemory.shares(Resources.request(container, "cpu")))
                .setMemoryLimitInBytes(Resources.bytes(Resources.limit(container, "memory")))
                .setOomScoreAdj(qos.oomScoreAdjust(pod, container, node.memoryBytes()));
        long quota = CpuMemory.quota(Resources.limit(container, "cpu"));
        if (configuration.cpuCfsQuota() && quota > 0) {
            resources.setCpuPeriod(CpuMemory.PERIOD).setCpuQuota(quota);
        }
        return resources.build();
    }
}
