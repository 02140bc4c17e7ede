package dev.mudi.kubelet.container;

import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.env.Expansion;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.volume.PodDirectories;
import dev.mudi.kubelet.volume.Volumes;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.Mount;
import dev.mudi.runtime.cri.MountPropagation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mounts of a container: its volumes, {@code /etc/hosts}, and the file for its last words. */
final class ContainerMounts {

    private static final Path NODE_HOSTS = Path.of("/etc/hosts");
    private static final String DEFAULT_TERMINATION_LOG = "/dev/termination-log";

    private final PodDirectories directories;
    private final Volumes volumes;
    private final NodeFacts node;
    private final String clusterDomain;

    ContainerMounts(PodDirectories directories, Volumes volumes, NodeFacts node, String clusterDomain) {
        this.directories = directories;
        this.volumes = volumes;
        this.node = node;
        this.clusterDomain = clusterDomain;
    }

    List<Mount> of(ContainerInputs inputs, Map<String, String> environment) throws IOException {
        var pod = inputs.pod();
        var container = inputs.container();
        var mounts = new ArrayList<Mount>();
        int index = 0;
        boolean hosts = true;
        for (var mount : PodSpecs.orEmpty(container.getVolumeMounts())) {
            mounts.add(mount(inputs, mount, index++, environment));
            hosts &= !mount.getMountPath().equals("/etc/hosts");
        }
        if (hosts) {
            mounts.add(Mount.newBuilder()
                    .setContainerPath("/etc/hosts")
                    .setHostPath(writeHosts(pod, inputs.runtime()).toString())
                    .build());
        }
        mounts.add(Mount.newBuilder()
                .setContainerPath(terminationPath(container))
                .setHostPath(makeTerminationLog(inputs).toString())
                .build());
        return mounts;
    }

    static String terminationPath(Container container) {
        var path = container.getTerminationMessagePath();
        return path == null || path.isEmpty() ? DEFAULT_TERMINATION_LOG : path;
    }

    private Mount mount(ContainerInputs inputs, VolumeMount mount, int index, Map<String, String> environment)
            throws IOException {
        var pod = inputs.pod();
        var volume = PodSpecs.volumes(pod).stream()
                .filter(v -> v.getName().equals(mount.getName()))
                .findFirst()
                .orElseThrow(() -> new IOException("cannot find volume \"" + mount.getName()
                        + "\" to mount into container \"" + inputs.container().getName() + "\""));
        var path = mount.getMountPath();
        var built = Mount.newBuilder()
                .setContainerPath(path.startsWith("/") ? path : "/" + path)
                .setReadonly(Boolean.TRUE.equals(mount.getReadOnly()))
                .setPropagation(propagation(mount.getMountPropagation()));
        if (volume.getImage() != null) {
            return built.setReadonly(true)
                    .setImage(ImageSpec.newBuilder().setImage(volume.getImage().getReference()))
                    .setImageSubPath(mount.getSubPath() == null ? "" : mount.getSubPath())
                    .build();
        }
        var host = inputs.volumes().get(mount.getName());
        if (host == null) {
            throw new IOException("volume \"" + mount.getName() + "\" is not set up");
        }
        var subPath = subPath(mount, environment);
        return built.setHostPath(
                        subPath.isEmpty()
                                ? host.toString()
                                : volumes.subPath(
                                                pod,
                                                inputs.container().getName(),
                                                index,
                                                mount.getName(),
                                                host,
                                                subPath)
                                        .toString())
                .build();
    }

    private static String subPath(VolumeMount mount, Map<String, String> environment) throws IOException {
        if (mount.getSubPathExpr() == null || mount.getSubPathExpr().isEmpty()) {
            return mount.getSubPath() == null ? "" : mount.getSubPath();
        }
        var missing = new ArrayList<String>();
        var expanded = Expansion.expand(mount.getSubPathExpr(), name -> {
            var value = environment.get(name);
            if (value == null) {
                missing.add(name);
            }
            return value == null ? "" : value;
        });
        if (!missing.isEmpty()) {
            throw new IOException("missing value for \"" + missing.getFirst() + "\"");
        }
        return expanded;
    }

    private static MountPropagation propagation(@Nullable String mode) {
        return switch (mode == null ? "None" : mode) {
            case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
            case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
            default -> MountPropagation.PROPAGATION_PRIVATE;
        };
    }

    private Path writeHosts(Pod pod, RuntimePod runtime) throws IOException {
        var nodeHosts = PodSpecs.isHostNetwork(pod) && Files.exists(NODE_HOSTS) ? Files.readString(NODE_HOSTS) : "";
        var ips = PodSpecs.isHostNetwork(pod) ? node.addresses() : runtime.ips();
        var text = EtcHosts.of(pod, PodNames.of(pod, node, clusterDomain), ips, nodeHosts);
        var path = directories.etcHosts(PodSpecs.uid(pod));
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setAttribute(path, "unix:mode", 0644);
        return path;
    }

    /** The file for the last words of a run of a container, in the directory of the container. */
    static Path terminationLog(Path directory, int restartCount) {
        return directory.resolve("%08x".formatted(restartCount));
    }

    private Path makeTerminationLog(ContainerInputs inputs) throws IOException {
        var name = inputs.container().getName();
        var directory = directories.container(PodSpecs.uid(inputs.pod()), name);
        Files.createDirectories(directory);
        var path = terminationLog(directory, inputs.restartCount());
        Files.write(path, new byte[0]);
        // The container may run as anybody.
        Files.setAttribute(path, "unix:mode", 0666);
        return path;
    }
}
