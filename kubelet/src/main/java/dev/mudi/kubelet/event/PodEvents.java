package dev.mudi.kubelet.event;

import dev.mudi.client.EventRecorder;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Events about pods and their containers.
 *
 * @param recorder where they go
 */
public record PodEvents(EventRecorder recorder) {

    public void normal(Pod pod, String reason, String message) {
        recorder.record(about(pod).build(), EventRecorder.Type.NORMAL, reason, message);
    }

    public void warning(Pod pod, String reason, String message) {
        recorder.record(about(pod).build(), EventRecorder.Type.WARNING, reason, message);
    }

    public void normal(Pod pod, String container, String reason, String message) {
        recorder.record(about(pod, container), EventRecorder.Type.NORMAL, reason, message);
    }

    public void warning(Pod pod, String container, String reason, String message) {
        recorder.record(about(pod, container), EventRecorder.Type.WARNING, reason, message);
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
