package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.image.LayerStore;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.NamespaceThread;
import dev.mudi.runtime.linux.RootedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A container's root file system: an overlay of the image's layers under a writable directory of its own. */
final class ContainerRoot {

    /** mount(2) takes one page of options. */
    private static final int MAX_OPTIONS = 4095;

    private ContainerRoot() {}

    /**
     * Mounts the root.
     *
     * @param files the container's directory
     * @param volumes directories that must exist in it
     * @return where it is mounted
     */
    static Path mount(Path files, LayerStore layers, List<String> diffIds, List<String> volumes) throws IOException {
        Path root = Files.createDirectories(files.resolve("rootfs"));
        Path upper = Files.createDirectories(files.resolve("upper"));
        Path work = Files.createDirectories(files.resolve("work"));
        var lower = layers.lowerNames(diffIds);
        if (lower.isEmpty()) {
            Path empty = Files.createDirectories(files.resolve("empty"));
            lower = List.of(empty.toString());
        }
        String options = "lowerdir=" + String.join(":", lower) + ",upperdir=" + upper + ",workdir=" + work;
        if (options.length() > MAX_OPTIONS) {
            throw CriException.invalidArgument(
                    "the image has " + diffIds.size() + " layers, more than overlayfs can stack");
        }
        NamespaceThread.inDirectory(layers.directory(), () -> {
            Linux.mount("overlay", root, "overlay", 0, options);
            return root;
        });
        for (String volume : volumes) {
            Files.createDirectories(RootedPath.resolve(root, volume));
        }
        return root;
    }

    /** Unmounts and deletes it. Idempotent. */
    static void remove(Path files) throws IOException {
        Linux.unmount(files.resolve("rootfs"));
        ImageVolumes.unmount(files);
        FileTrees.delete(files);
    }

    /** What the container has written. */
    static FileTrees.Usage written(Path files) throws IOException {
        Path upper = files.resolve("upper");
        return Files.isDirectory(upper) ? FileTrees.usage(upper) : FileTrees.Usage.NONE;
    }
}
