package dev.mudi.kubelet.mount;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes and undoes mounts. Safe for many threads. */
public interface HostMounts {

    /**
     * Mounts an empty file system in memory.
     *
     * @param sizeBytes its limit, 0 for the kernel's default (half of the memory)
     */
    void tmpfs(Path target, long sizeBytes) throws IOException;

    /** Makes a directory or file appear at another, existing path, with what is mounted below it. */
    void bind(Path source, Path target) throws IOException;

    /** Undoes the mount at a path, later when it is busy. */
    void unmount(Path target) throws IOException;

    /** The mount points at and below a path, deepest first. */
    List<Path> below(Path root) throws IOException;

    default boolean isMounted(Path path) throws IOException {
        return below(path).contains(path);
    }

    /** The mounts of this host by system calls; needs CAP_SYS_ADMIN. */
    static HostMounts linux() {
        return new LinuxMounts();
    }

    /** No mounts: memory-backed directories are plain ones, and binding fails. */
    static HostMounts none() {
        return new HostMounts() {
            @Override
            public void tmpfs(Path target, long sizeBytes) {}

            @Override
            public void bind(Path source, Path target) throws IOException {
                throw new IOException("can't bind " + source + " to " + target + ": this node may not mount");
            }

            @Override
            public void unmount(Path target) {}

            @Override
            public List<Path> below(Path root) {
                return List.of();
            }
        };
    }
}
