package dev.mudi.kubelet.volume;

import java.nio.file.Path;

/**
 * Where the node agent keeps a pod's files.
 *
 * @param root the node agent's root directory, upstream's {@code /var/lib/kubelet}
 */
public record PodDirectories(Path root) {

    public Path pods() {
        return root.resolve("pods");
    }

    public Path pod(String uid) {
        return pods().resolve(uid);
    }

    /** @param plugin such as {@code configmap} */
    public Path volume(String uid, String plugin, String name) {
        return pod(uid).resolve("volumes").resolve("kubernetes.io~" + plugin).resolve(name);
    }

    public Path subPath(String uid, String volume, String container, int index) {
        return pod(uid).resolve("volume-subpaths")
                .resolve(volume)
                .resolve(container)
                .resolve(Integer.toString(index));
    }

    /** The directory of a container's own files, such as its termination message. */
    public Path container(String uid, String container) {
        return pod(uid).resolve("containers").resolve(container);
    }

    public Path etcHosts(String uid) {
        return pod(uid).resolve("etc-hosts");
    }
}
