package dev.mudi.runtime;

import dev.mudi.runtime.cri.CriException;
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

/**
 * The image half of CRI v1: one blocking method a rpc. Every method may be called from many threads at once, and throws
 * {@link CriException} when it fails.
 */
public interface ImageService {

    /** The images present, those that the filter's reference names when it names one. */
    ListImagesResponse listImages(ListImagesRequest request);

    /** The image that a name, tag, digest or id stands for; a response without image when there is none (not an error). */
    ImageStatusResponse imageStatus(ImageStatusRequest request);

    /** Brings an image here and returns its id. Pulling one that is present checks what the registry has now. */
    PullImageResponse pullImage(PullImageRequest request);

    /** Removes an image with all its names. Idempotent: a missing image is not an error. */
    RemoveImageResponse removeImage(RemoveImageRequest request);

    /** The file system that images and writable layers are on, with the bytes and inodes they use. */
    ImageFsInfoResponse imageFsInfo(ImageFsInfoRequest request);
}
