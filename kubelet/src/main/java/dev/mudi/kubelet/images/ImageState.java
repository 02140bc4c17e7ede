package dev.mudi.kubelet.images;

import dev.mudi.kubelet.status.Waiting;
import java.time.Instant;

/** How far a container's image has come. */
public sealed interface ImageState {

    /** It is here, under this reference. */
    record Present(String reference) implements ImageState {}

    /** It is on its way; the pod's worker is woken when it has come or failed. */
    record Pulling() implements ImageState {}

    /** It isn't here; try again at the time given. */
    record Failed(Waiting waiting, Instant retry) implements ImageState {}
}
