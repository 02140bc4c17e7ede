package dev.mudi.runtime;

import dev.mudi.runtime.cri.FilesystemUsage;
import dev.mudi.runtime.cri.Image;
import dev.mudi.runtime.cri.ImageFsInfoResponse;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ImageStatusResponse;
import dev.mudi.runtime.cri.Int64Value;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.ListImagesResponse;
import dev.mudi.runtime.cri.PullImageRequest;
import dev.mudi.runtime.cri.PullImageResponse;
import dev.mudi.runtime.image.ImageStore;
import dev.mudi.runtime.image.Registry;
import dev.mudi.runtime.image.StoredImage;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.pod.PodStats;
import java.io.IOException;
import java.nio.file.Path;

/** CRI's image calls on the image store. */
final class ImageCalls {

    private final ImageStore images;
    private final Registry registry;

    ImageCalls(ImageStore images, Registry registry) {
        this.images = images;
        this.registry = registry;
    }

    ListImagesResponse list(ListImagesRequest request) throws IOException {
        var response = ListImagesResponse.newBuilder();
        String wanted = request.getFilter().getImage().getImage();
        var found =
                wanted.isEmpty() ? images.list() : images.find(wanted).stream().toList();
        found.forEach(image -> response.addImages(message(image)));
        return response.build();
    }

    ImageStatusResponse status(ImageStatusRequest request) throws IOException {
        var response = ImageStatusResponse.newBuilder();
        var image = images.find(request.getImage().getImage());
        image.ifPresent(found -> response.setImage(message(found)));
        if (image.isPresent() && request.getVerbose()) {
            response.putInfo("info", image.get().config().toString());
        }
        return response.build();
    }

    PullImageResponse pull(PullImageRequest request) throws IOException {
        var image = registry.pull(request.getImage().getImage(), request.getAuth());
        return PullImageResponse.newBuilder().setImageRef(image.id()).build();
    }

    void remove(ImageSpec spec) throws IOException {
        var image = images.find(spec.getImage());
        if (image.isPresent()) {
            images.remove(image.get().id());
        }
    }

    ImageFsInfoResponse fileSystem(Path root, long now, FileTrees.Usage writable) {
        FilesystemUsage layers =
                PodStats.fileSystem(images.directory(), now, images.layers().usage());
        FilesystemUsage containers = PodStats.fileSystem(root, now, writable);
        return ImageFsInfoResponse.newBuilder()
                .addImageFilesystems(layers)
                .addContainerFilesystems(containers)
                .build();
    }

    private static Image message(StoredImage image) {
        var message = Image.newBuilder()
                .setId(image.id())
                .addAllRepoTags(image.tags())
                .addAllRepoDigests(image.digests())
                .setSize(image.size())
                .setSpec(ImageSpec.newBuilder().setImage(image.id()));
        String user = image.config().user();
        int colon = user.indexOf(':');
        user = colon < 0 ? user : user.substring(0, colon);
        // kubelet's runAsNonRoot wants a number, and 0 when the image says nothing.
        if (user.isEmpty() || user.matches("\\d{1,10}")) {
            message.setUid(Int64Value.newBuilder().setValue(user.isEmpty() ? 0 : Long.parseLong(user)));
        } else {
            message.setUsername(user);
        }
        return message.build();
    }
}
