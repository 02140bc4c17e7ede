package dev.mudi.kubelet.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a pod's spec says, where the API leaves a field out or spreads an answer over several. Pure. */
public final class PodSpecs {

    /** What {@code terminationGracePeriodSeconds} is when a pod doesn't say, in seconds. */
    public static final long DEFAULT_GRACE_SECONDS = 30;

    private static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";
    private static final String SOURCE_ANNOTATION = "kubernetes.io/config.source";

    private PodSpecs() {}

    /** {@code name_namespace(uid)}, as upstream's messages name a pod. */
    public static String describe(Pod pod) {
        var metadata = pod.getMetadata();
        return metadata.getName() + "_" + metadata.getNamespace() + "(" + metadata.getUid() + ")";
    }

    public static String uid(Pod pod) {
        return pod.getMetadata().getUid();
    }

    public static boolean isDeleting(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether the API says that the pod has come to its end. */
    public static boolean isTerminal(Pod pod) {
        return pod.getStatus() != null && isTerminalPhase(pod.getStatus().getPhase());
    }

    public static boolean isTerminalPhase(String phase) {
        return "Failed".equals(phase) || "Succeeded".equals(phase);
    }

    public static boolean isHostNetwork(Pod pod) {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }

    /** Whether the pod comes from a file of this node and not from the API. */
    public static boolean isStatic(Pod pod) {
        var annotations = annotations(pod);
        return annotations.containsKey(MIRROR_ANNOTATION) || "file".equals(annotations.get(SOURCE_ANNOTATION));
    }

    public static Map<String, String> annotations(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    public static Map<String, String> labels(Pod pod) {
        var labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    public static String restartPolicy(Pod pod) {
        var policy = pod.getSpec().getRestartPolicy();
        return policy == null ? "Always" : policy;
    }

    public static List<Container> containers(Pod pod) {
        return orEmpty(pod.getSpec().getContainers());
    }

    public static List<Container> initContainers(Pod pod) {
        return orEmpty(pod.getSpec().getInitContainers());
    }

    public static List<Volume> volumes(Pod pod) {
        return orEmpty(pod.getSpec().getVolumes());
    }

    /** The ephemeral containers in the shape of ordinary ones. */
    public static List<Container> ephemeralContainers(Pod pod) {
        return orEmpty(pod.getSpec().getEphemeralContainers()).stream()
                .map(PodSpecs::ordinary)
                .toList();
    }

    /** The container whose processes an ephemeral one wants to see. */
    public static Optional<String> ephemeralTarget(Pod pod, String name) {
        return orEmpty(pod.getSpec().getEphemeralContainers()).stream()
                .filter(c -> c.getName().equals(name))
                .map(EphemeralContainer::getTargetContainerName)
                .filter(target -> target != null && !target.isEmpty())
                .findFirst();
    }

    private static Container ordinary(EphemeralContainer c) {
        return new ContainerBuilder()
                .withName(c.getName())
                .withImage(c.getImage())
                .withCommand(c.getCommand())
                .withArgs(c.getArgs())
                .withWorkingDir(c.getWorkingDir())
                .withEnv(c.getEnv())
                .withEnvFrom(c.getEnvFrom())
                .withVolumeMounts(c.getVolumeMounts())
                .withImagePullPolicy(c.getImagePullPolicy())
                .withSecurityContext(c.getSecurityContext())
                .withStdin(c.getStdin())
                .withStdinOnce(c.getStdinOnce())
                .withTty(c.getTty())
                .withTerminationMessagePath(c.getTerminationMessagePath())
                .withTerminationMessagePolicy(c.getTerminationMessagePolicy())
                .build();
    }

    /** Init, ordinary and ephemeral containers, in the order they are started. */
    public static List<Container> allContainers(Pod pod) {
        var all = new ArrayList<Container>(initContainers(pod));
        all.addAll(containers(pod));
        all.addAll(ephemeralContainers(pod));
        return all;
    }

    public static Optional<Container> container(Pod pod, String name) {
        return allContainers(pod).stream().filter(c -> c.getName().equals(name)).findFirst();
    }

    /** Where the container stands in the spec, as events name it: {@code spec.containers{web}}. */
    public static String fieldPath(Pod pod, String name) {
        if (initContainers(pod).stream().anyMatch(c -> c.getName().equals(name))) {
            return "spec.initContainers{" + name + "}";
        }
        if (containers(pod).stream().anyMatch(c -> c.getName().equals(name))) {
            return "spec.containers{" + name + "}";
        }
        return "spec.ephemeralContainers{" + name + "}";
    }

    /** Whether an init container is a sidecar: started in its turn and kept running (KEP-753). */
    public static boolean isSidecar(Container initContainer) {
        return "Always".equals(initContainer.getRestartPolicy());
    }

    /** Whether the container is one of the pod's sidecars. */
    public static boolean isSidecarOf(Pod pod, Container container) {
        return isSidecar(container)
                && initContainers(pod).stream().anyMatch(c -> c.getName().equals(container.getName()));
    }

    /** Whether the pod, or this container of it, is started anew after a failure. */
    public static boolean restartsOnFailure(Pod pod, Container container) {
        var policy = container.getRestartPolicy();
        return !"Never".equals(policy == null ? restartPolicy(pod) : policy);
    }

    /** Whether a container that ended with this exit code is started anew (container restart rules, KEP-5307). */
    public static boolean restartsAfter(Pod pod, Container container, int exitCode) {
        for (var rule : orEmpty(container.getRestartPolicyRules())) {
            if (matches(rule, exitCode)) {
                return rule.getAction().startsWith("Restart");
            }
        }
        var own = container.getRestartPolicy();
        return switch (own == null ? restartPolicy(pod) : own) {
            case "Never" -> false;
            case "OnFailure" -> exitCode != 0;
            default -> true;
        };
    }

    private static boolean matches(ContainerRestartRule rule, int exitCode) {
        var codes = rule.getExitCodes();
        if (codes == null) {
            return false;
        }
        var listed = orEmpty(codes.getValues()).contains(exitCode);
        return "In".equals(codes.getOperator()) ? listed : !listed;
    }

    /** The time the pod's containers get to end, in seconds: that of its deletion if it is being deleted, else the spec's. */
    public static long graceSeconds(Pod pod) {
        var deletion = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (isDeleting(pod) && deletion != null) {
            return deletion;
        }
        var spec = pod.getSpec().getTerminationGracePeriodSeconds();
        return spec == null ? DEFAULT_GRACE_SECONDS : spec;
    }

    /** FNV-1a over what makes a container another one (its image and name), as upstream hashes it. */
    public static String containerHash(Container container) {
        var image = container.getImage() == null ? "" : container.getImage();
        var text = "{\"image\":\"" + image + "\",\"name\":\"" + container.getName() + "\"}";
        int hash = 0x811c9dc5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return Integer.toHexString(hash);
    }

    /** The list, or an empty one where the API left it out. */
    public static <T> List<T> orEmpty(@org.jspecify.annotations.Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
