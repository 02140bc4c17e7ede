package dev.mudi.client;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** What a refusal of the API server means to a component. */
public final class Refusals {
    private Refusals() {}

    /** The object is not there (any more). */
    public static boolean isNotFound(KubernetesClientException refusal) {
        return refusal.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }

    /** The object changed since it was read: 409 with reason Conflict. */
    public static boolean isConflict(KubernetesClientException refusal) {
        return refusal.getCode() == HttpURLConnection.HTTP_CONFLICT && !isAlreadyExists(refusal);
    }

    /** Another object has the name: 409 with reason AlreadyExists. */
    public static boolean isAlreadyExists(KubernetesClientException refusal) {
        return refusal.getStatus() != null
                && "AlreadyExists".equals(refusal.getStatus().getReason());
    }

    /** The object's namespace is being deleted, so nothing can be made in it any more. */
    public static boolean isNamespaceTerminating(KubernetesClientException refusal) {
        var status = refusal.getStatus();
        return status != null
                && status.getDetails() != null
                && status.getDetails().getCauses().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    /** What the server said, without the client's frame around it. */
    public static String message(Throwable failure) {
        return failure instanceof KubernetesClientException refusal
                        && refusal.getStatus() != null
                        && refusal.getStatus().getMessage() != null
                ? refusal.getStatus().getMessage()
                : failure.toString();
    }
}
