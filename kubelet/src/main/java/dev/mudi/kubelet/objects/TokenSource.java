package dev.mudi.kubelet.objects;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;

/** Gets service account tokens bound to a pod. */
@FunctionalInterface
public interface TokenSource {

    /**
     * A token that is not near its end.
     *
     * @param audience whom it is for; empty for the API server
     * @param expirationSeconds how long it should live, at least 600
     * @throws IOException when the API server refuses or can't be asked
     */
    String token(Pod pod, String audience, long expirationSeconds) throws IOException;
}
