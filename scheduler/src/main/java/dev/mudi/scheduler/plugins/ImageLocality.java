package dev.mudi.scheduler.plugins;

import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.ScorePlugin;

/** A node is better the more bytes of the pod's images it has: from 23 MB on, up to 1000 MB a container. */
public final class ImageLocality implements ScorePlugin {
    private static final long MEGABYTE = 1 << 20;
    private static final long LEAST = 23 * MEGABYTE;
    private static final long MOST_A_CONTAINER = 1000 * MEGABYTE;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public long score(PodInfo pod, NodeInfo node) {
        var containers = pod.pod().getSpec().getContainers();
        long bytes = containers.stream()
                .mapToLong(container -> node.imageSize(normalised(container.getImage())))
                .sum();
        long most = MOST_A_CONTAINER * Math.max(1, containers.size());
        return MAX * (Math.clamp(bytes, LEAST, most) - LEAST) / (most - LEAST);
    }

    /** An image without a tag means {@code latest}. */
    private static String normalised(String image) {
        if (image == null) {
            return "";
        }
        return image.lastIndexOf(':') <= image.lastIndexOf('/') && !image.contains("@") ? image + ":latest" : image;
    }
}
