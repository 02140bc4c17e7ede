package dev.mudi.runtime.pod;

import java.nio.file.Path;

/**
 * Where the runtime keeps what.
 *
 * @param root what must survive a reboot: images, state, writable layers
 * @param run what mustn't: namespaces, bundles, exit codes; on a tmpfs where there is one
 * @param cgroupParent the cgroup that all others are made below when a pod names none, such as {@code /mudi}
 */
public record Layout(Path root, Path run, String cgroupParent) {

    public Path images() {
        return root.resolve("images");
    }

    public Path cniResults() {
        return root.resolve("cni");
    }

    public Path bundles() {
        return run.resolve("bundles");
    }

    public Path exits() {
        return run.resolve("exits");
    }

    public Path runcRoot() {
        return run.resolve("runc");
    }

    /** The root of every pause process. */
    public Path pauseRoot() {
        return root.resolve("pause");
    }

    public Path sandboxRecords() {
        return root.resolve("state/sandboxes");
    }

    public Path containerRecords() {
        return root.resolve("state/containers");
    }

    /** A sandbox's files that survive a reboot. */
    Path sandboxFiles(String id) {
        return root.resolve("sandboxes").resolve(id);
    }

    /** A sandbox's namespaces and shared memory. */
    Path sandboxMounts(String id) {
        return run.resolve("sandboxes").resolve(id);
    }

    /** A container's writable layer and the mount of its root. */
    Path containerFiles(String id) {
        return containers().resolve(id);
    }

    /** Where all containers' files are, a directory each. */
    Path containers() {
        return root.resolve("containers");
    }
}
