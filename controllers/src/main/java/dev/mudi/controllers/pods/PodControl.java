package dev.mudi.controllers.pods;

import dev.mudi.client.ApiResource;
import dev.mudi.client.EventRecorder;
import dev.mudi.client.MetadataClient;
import dev.mudi.client.ObjectKey;
import dev.mudi.client.OwnerReferences;
import dev.mudi.client.Refusals;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Set;

/** Creates and deletes the pods of an owner, and tells about it in events. Thread-safe. */
public final class PodControl {
    private static final ApiResource PODS = new ApiResource("", "v1", "pods", "Pod", true, Set.of("delete"));

    private final KubernetesClient client;
    private final MetadataClient metadata;
    private final EventRecorder events;

    public PodControl(KubernetesClient client, EventRecorder events) {
        this.client = client;
        this.metadata = new MetadataClient(client);
        this.events = events;
    }

    /** A pod as the template says, controlled by the owner; it has no name yet but a prefix of one. */
    public static Pod fromTemplate(PodTemplateSpec template, HasMetadata owner) {
        var metadata = template.getMetadata();
        var builder = new PodBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
                .withGenerateName(owner.getMetadata().getName() + "-")
                .withOwnerReferences(OwnerReferences.controllerReference(owner))
                .endMetadata()
                .withSpec(template.getSpec());
        if (metadata != null) {
            builder.editMetadata()
                    .withLabels(metadata.getLabels())
                    .withAnnotations(metadata.getAnnotations())
                    .withFinalizers(metadata.getFinalizers())
                    .endMetadata();
        }
        return builder.build();
    }

    /**
     * Creates the pod.
     *
     * @throws KubernetesClientException as the API server refused, after an event about it
     */
    public Pod create(Pod pod, HasMetadata owner) {
        try {
            var created = client.pods()
                    .inNamespace(owner.getMetadata().getNamespace())
                    .resource(pod)
                    .create();
            events.normal(
                    owner,
                    "SuccessfulCreate",
                    "Created pod: " + created.getMetadata().getName());
            return created;
        } catch (KubernetesClientException e) {
            if (!Refusals.isNamespaceTerminating(e)) {
                events.warning(owner, "FailedCreate", "Error creating: " + Refusals.message(e));
            }
            throw e;
        }
    }

    /**
     * Deletes that very pod, not a namesake that has come since; one that is gone already is no error.
     *
     * @return whether it was there
     * @throws KubernetesClientException as the API server refused, after an event about it
     */
    public boolean delete(Pod pod, HasMetadata owner) {
        var options = new DeleteOptionsBuilder()
                .withNewPreconditions(null, pod.getMetadata().getUid())
                .build();
        try {
            metadata.delete(PODS, ObjectKey.of(pod), options);
        } catch (KubernetesClientException e) {
            if (Refusals.isNotFound(e) || Refusals.isConflict(e)) {
                return false;
            }
            events.warning(owner, "FailedDelete", "Error deleting: " + Refusals.message(e));
            throw e;
        }
        events.normal(
                owner, "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        return true;
    }
}
