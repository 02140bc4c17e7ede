package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.Container;
import dev.mudi.runtime.cri.ContainerResources;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.ContainerUser;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.LinuxContainerUser;
import dev.mudi.runtime.cri.LinuxPodSandboxStatus;
import dev.mudi.runtime.cri.Namespace;
import dev.mudi.runtime.cri.PodIP;
import dev.mudi.runtime.cri.PodSandbox;
import dev.mudi.runtime.cri.PodSandboxNetworkStatus;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatus;
import dev.mudi.runtime.image.ImageReference;
import dev.mudi.runtime.image.StoredImage;

/** CRI's messages about records. */
final class Statuses {

    private Statuses() {}

    /** How a status names a container's image: as the pod does, when the image has that name; else by a name it has. */
    static String imageName(ImageSpec asked, StoredImage image) {
        String byUser = asked.getUserSpecifiedImage();
        if (!byUser.isEmpty()) {
            String full = ImageReference.parse(byUser).toString();
            if (image.tags().contains(full)) {
                return full;
            }
        }
        return image.tags().isEmpty() ? image.reference() : image.tags().getFirst();
    }

    static PodSandboxState state(SandboxRecord sandbox) {
        return sandbox.ready() ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY;
    }

    static PodSandbox summary(SandboxRecord sandbox) {
        return PodSandbox.newBuilder()
                .setId(sandbox.id())
                .setMetadata(sandbox.config().getMetadata())
                .setState(state(sandbox))
                .setCreatedAt(sandbox.life().createdAt())
                .putAllLabels(sandbox.config().getLabelsMap())
                .putAllAnnotations(sandbox.config().getAnnotationsMap())
                .setRuntimeHandler(sandbox.handler())
                .build();
    }

    static PodSandboxStatus status(SandboxRecord sandbox) {
        var network = PodSandboxNetworkStatus.newBuilder();
        if (!sandbox.addresses().isEmpty()) {
            network.setIp(sandbox.addresses().getFirst());
            sandbox.addresses().stream()
                    .skip(1)
                    .forEach(ip -> network.addAdditionalIps(PodIP.newBuilder().setIp(ip)));
        }
        return PodSandboxStatus.newBuilder()
                .setId(sandbox.id())
                .setMetadata(sandbox.config().getMetadata())
                .setState(state(sandbox))
                .setCreatedAt(sandbox.life().createdAt())
                .setNetwork(network)
                .setLinux(LinuxPodSandboxStatus.newBuilder()
                        .setNamespaces(Namespace.newBuilder().setOptions(sandbox.namespaces())))
                .putAllLabels(sandbox.config().getLabelsMap())
                .putAllAnnotations(sandbox.config().getAnnotationsMap())
                .setRuntimeHandler(sandbox.handler())
                .build();
    }

    static Container summary(ContainerRecord container) {
        return Container.newBuilder()
                .setId(container.id())
                .setPodSandboxId(container.sandboxId())
                .setMetadata(container.config().getMetadata())
                .setImage(image(container))
                .setImageRef(container.image().reference())
                .setImageId(container.image().id())
                .setState(container.state())
                .setCreatedAt(container.progress().createdAt())
                .putAllLabels(container.config().getLabelsMap())
                .putAllAnnotations(container.config().getAnnotationsMap())
                .build();
    }

    private static ImageSpec image(ContainerRecord container) {
        return container.config().getImage().toBuilder()
                .setImage(container.image().name())
                .build();
    }

    static ContainerStatus status(ContainerRecord container) {
        var progress = container.progress();
        var user = container.place().user();
        var config = container.config();
        var status = ContainerStatus.newBuilder()
                .setId(container.id())
                .setMetadata(config.getMetadata())
                .setState(progress.state())
                .setCreatedAt(progress.createdAt())
                .setStartedAt(progress.startedAt())
                .setFinishedAt(progress.finishedAt())
                .setExitCode(progress.exitCode())
                .setImage(image(container))
                .setImageRef(container.image().reference())
                .setImageId(container.image().id())
                .setReason(progress.reason())
                .setMessage(progress.message())
                .putAllLabels(config.getLabelsMap())
                .putAllAnnotations(config.getAnnotationsMap())
                .addAllMounts(config.getMountsList())
                .setLogPath(container.place().logPath())
                .setStopSignal(StopSignal.message(config, container.image().stopSignal()))
                .setUser(ContainerUser.newBuilder()
                        .setLinux(LinuxContainerUser.newBuilder()
                                .setUid(user.uid())
                                .setGid(user.gid())
                                .addAllSupplementalGroups(user.additionalGids())));
        if (progress.state() != ContainerState.CONTAINER_EXITED) {
            status.setResources(
                    ContainerResources.newBuilder().setLinux(config.getLinux().getResources()));
        }
        return status.build();
    }
}
