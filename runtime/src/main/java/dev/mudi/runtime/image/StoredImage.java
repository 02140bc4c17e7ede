package dev.mudi.runtime.image;

import java.util.List;

/**
 * An image that is present.
 *
 * @param id the digest of its config
 * @param tags full names with tags, such as {@code docker.io/library/busybox:latest}
 * @param digests full names with manifest digests
 * @param size bytes of its layers and its config
 * @param config what it says about its containers
 */
public record StoredImage(String id, List<String> tags, List<String> digests, long size, ImageConfig config) {

    /** How containers' statuses refer to the image: by digest when it came from a registry, else by id. */
    public String reference() {
        return digests.isEmpty() ? id : digests.getFirst();
    }

    StoredImage withNames(List<String> newTags, List<String> newDigests) {
        return new StoredImage(id, List.copyOf(newTags), List.copyOf(newDigests), size, config);
    }
}
