package dev.mudi.kubelet.event;

import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Events about pods and their containers.
 *
 * @param sink where they go
 */
public record PodEvents(EventSink sink) {

    public void normal(Pod pod, String reason, String message) {
        sink.event(about(pod).build(), "Normal", reason, message);
    }

    public void warning(Pod pod, String reason, String message) {
        sink.event(about(pod).build(), "Warning", reason, message);
    }

    public void normal(Pod pod, String container, String reason, String message) {
        sink.event(about(pod, container), "Normal", reason, message);
    }

    public void warning(Pod pod, String container, String reason, String message) {
        sink.event(about(pod, container), "Warning", reason, message);
    }

    private static ObjectReference about(Pod pod, String container) {
        return about(pod).withFieldPath(PodSpecs.fieldPath(pod, container)).build();
    }

    private static ObjectReferenceBuilder about(Pod pod) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion());
    }
}
