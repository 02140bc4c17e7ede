package dev.mudi.kubelet.images;

import dev.mudi.runtime.ImageService;
import dev.mudi.runtime.RuntimeService;
import dev.mudi.runtime.cri.Image;
import dev.mudi.runtime.cri.ImageFsInfoRequest;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.ListContainersRequest;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.RemoveImageRequest;
import io.fabric8.kubernetes.api.model.ContainerImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows the images of the node, and removes those that no container uses when their disk is nearly full. */
public final class ImageCollector {

    private static final Logger LOG = LoggerFactory.getLogger(ImageCollector.class);

    /** How many images the node's status names: the biggest, as upstream. */
    private static final int NAMED = 50;

    private final ImageService images;
    private final RuntimeService runtime;

    public ImageCollector(ImageService images, RuntimeService runtime) {
        this.images = images;
        this.runtime = runtime;
    }

    /** The biggest images with their names, for the node's status. */
    public List<ContainerImage> biggest() {
        return images.listImages(ListImagesRequest.getDefaultInstance()).getImagesList().stream()
                .sorted(Comparator.comparingLong(Image::getSize).reversed())
                .limit(NAMED)
                .map(image -> {
                    var names = new ArrayList<String>(image.getRepoDigestsList());
                    names.addAll(image.getRepoTagsList());
                    return new ContainerImage(names, image.getSize());
                })
                .filter(image -> !image.getNames().isEmpty())
                .toList();
    }

    /**
     * Removes unused images when more of the disk is in use than the high threshold, until less than the low one is.
     *
     * @return how many bytes the removed images had
     */
    public long collect(int highPercent, int lowPercent) throws IOException {
        var info = images.imageFsInfo(ImageFsInfoRequest.getDefaultInstance());
        if (info.getImageFilesystemsCount() == 0) {
            return 0;
        }
        var mountpoint = Path.of(info.getImageFilesystems(0).getFsId().getMountpoint());
        if (!Files.exists(mountpoint)) {
            return 0;
        }
        var store = Files.getFileStore(mountpoint);
        long total = store.getTotalSpace();
        long used = total - store.getUsableSpace();
        if (total == 0 || used * 100 / total < highPercent) {
            return 0;
        }
        long freed = free(used - total * lowPercent / 100);
        LOG.atInfo().addKeyValue("bytes", freed).log("The disk is nearly full: unused images were removed");
        return freed;
    }

    private long free(long wanted) {
        var inUse = new HashSet<String>();
        runtime.listContainers(ListContainersRequest.getDefaultInstance())
                .getContainersList()
                .forEach(container -> {
                    inUse.add(container.getImageId());
                    inUse.add(container.getImageRef());
                    inUse.add(container.getImage().getImage());
                });
        long freed = 0;
        var present = images.listImages(ListImagesRequest.getDefaultInstance()).getImagesList();
        for (var image : present) {
            boolean used = image.getPinned()
                    || inUse.contains(image.getId())
                    || image.getRepoTagsList().stream().anyMatch(inUse::contains)
                    || image.getRepoDigestsList().stream().anyMatch(inUse::contains);
            if (!used && freed < wanted) {
                images.removeImage(RemoveImageRequest.newBuilder()
                        .setImage(ImageSpec.newBuilder().setImage(image.getId()))
                        .build());
                freed += image.getSize();
            }
        }
        return freed;
    }
}
