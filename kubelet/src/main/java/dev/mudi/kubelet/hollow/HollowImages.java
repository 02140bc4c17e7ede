package dev.mudi.kubelet.hollow;

import dev.mudi.runtime.ImageService;
import dev.mudi.runtime.cri.Image;
import dev.mudi.runtime.cri.ImageFsInfoRequest;
import dev.mudi.runtime.cri.ImageFsInfoResponse;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ImageStatusResponse;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.ListImagesResponse;
import dev.mudi.runtime.cri.PullImageRequest;
import dev.mudi.runtime.cri.PullImageResponse;
import dev.mudi.runtime.cri.RemoveImageRequest;
import dev.mudi.runtime.cri.RemoveImageResponse;

/** Every image is present, and takes no space. */
public final class HollowImages implements ImageService {

    @Override
    public ListImagesResponse listImages(ListImagesRequest request) {
        return ListImagesResponse.getDefaultInstance();
    }

    @Override
    public ImageStatusResponse imageStatus(ImageStatusRequest request) {
        var name = request.getImage().getImage();
        return ImageStatusResponse.newBuilder()
                .setImage(Image.newBuilder().setId("hollow:" + name).addRepoTags(name))
                .build();
    }

    @Override
    public PullImageResponse pullImage(PullImageRequest request) {
        return PullImageResponse.newBuilder()
                .setImageRef("hollow:" + request.getImage().getImage())
                .build();
    }

    @Override
    public RemoveImageResponse removeImage(RemoveImageRequest request) {
        return RemoveImageResponse.getDefaultInstance();
    }

    @Override
    public ImageFsInfoResponse imageFsInfo(ImageFsInfoRequest request) {
        return ImageFsInfoResponse.getDefaultInstance();
    }
}
