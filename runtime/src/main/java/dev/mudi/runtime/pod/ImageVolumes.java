package dev.mudi.runtime.pod;

import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.Mount;
import dev.mudi.runtime.image.ImageStore;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.NamespaceThread;
import dev.mudi.runtime.linux.RootedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Volumes whose content is an image (KEP-4639): its layers, stacked and mounted read-only under the container's files. */
final class ImageVolumes {

    private ImageVolumes() {}

    /** The images that a container mounts, beside its own. They must be present. */
    static List<String> diffIds(ContainerConfig config, ImageStore images) throws IOException {
        var diffIds = new ArrayList<String>();
        for (Mount mount : config.getMountsList()) {
            if (mount.hasImage()) {
                diffIds.addAll(
                        images.require(mount.getImage().getImage()).config().diffIds());
            }
        }
        return diffIds;
    }

    /**
     * Mounts the image volumes.
     *
     * @param files the container's directory
     * @return the configuration with each image replaced by the directory where it is mounted
     */
    static ContainerConfig mount(ContainerConfig config, ImageStore images, Path files) throws IOException {
        var result = config.toBuilder();
        for (int i = 0; i < config.getMountsCount(); i++) {
            if (config.getMounts(i).hasImage()) {
                Path target = Files.createDirectories(directory(files).resolve(Integer.toString(i)));
                result.setMounts(i, mount(config.getMounts(i), images, target));
            }
        }
        return result.build();
    }

    private static Mount mount(Mount mount, ImageStore images, Path target) throws IOException {
        var diffIds = images.require(mount.getImage().getImage()).config().diffIds();
        var lower = new ArrayList<>(images.layers().lowerNames(diffIds));
        // An overlay without an upper directory needs two lower ones.
        Path empty = Files.createDirectories(target.resolveSibling("empty"));
        while (lower.size() < 2) {
            lower.add(empty.toString());
        }
        NamespaceThread.inDirectory(images.layers().directory(), () -> {
            Linux.mount("overlay", target, "overlay", Linux.MS_RDONLY, "lowerdir=" + String.join(":", lower));
            return target;
        });
        Path source = RootedPath.resolve(target, mount.getImageSubPath());
        if (!Files.exists(source)) {
            throw CriException.invalidArgument("the image " + mount.getImage().getImage() + " has no path "
                    + mount.getImageSubPath() + " to mount at " + mount.getContainerPath());
        }
        return mount.toBuilder()
                .setHostPath(source.toString())
                .setReadonly(true)
                .build();
    }

    /** Unmounts them. Idempotent. */
    static void unmount(Path files) throws IOException {
        Path directory = directory(files);
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (var volumes = Files.newDirectoryStream(directory)) {
            for (Path volume : volumes) {
                Linux.unmount(volume);
            }
        }
    }

    private static Path directory(Path files) {
        return files.resolve("images");
    }
}
