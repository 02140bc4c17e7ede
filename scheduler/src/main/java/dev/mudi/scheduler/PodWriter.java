package dev.mudi.scheduler;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Patches;
import dev.mudi.client.Refusals;
import dev.mudi.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes decisions to the API. Safe for several threads. */
final class PodWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PodWriter.class);

    private final KubernetesClient client;
    private final Patches patches;
    private final EventRecorder events;
    private final Clock clock;

    PodWriter(KubernetesClient client, EventRecorder events, Clock clock) {
        this.client = client;
        this.patches = new Patches(client);
        this.events = events;
        this.clock = clock;
    }

    /** How a binding went. */
    enum Outcome {
        BOUND,
        /** The pod is no more, or has a node already. */
        GONE,
        FAILED
    }

    /** Gives the pod its node. */
    Outcome bind(PodInfo pod, String node) {
        var key = pod.key();
        var binding = new BindingBuilder()
                .withNewMetadata()
                .withNamespace(key.namespace())
                .withName(key.name())
                .withUid(pod.uid())
                .endMetadata()
                .withNewTarget()
                .withKind("Node")
                .withName(node)
                .endTarget()
                .build();
        try {
            client.raw("/api/v1/namespaces/" + key.namespace() + "/pods/" + key.name() + "/binding", "POST", binding);
            events.normal(pod.pod(), "Scheduled", "Successfully assigned " + key + " to " + node);
            return Outcome.BOUND;
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .setMessage("binding refused")
                    .addKeyValue("pod", key)
                    .addKeyValue("node", node)
                    .addKeyValue("error", e.getMessage())
                    .log();
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT -> Outcome.GONE;
                default -> Outcome.FAILED;
            };
        }
    }

    /** Tells that no node fits: the condition PodScheduled, and an event. */
    void reportUnschedulable(PodInfo pod, String message) {
        var key = pod.key();
        events.warning(pod.pod(), "FailedScheduling", message);
        if (says(pod, message)) {
            return;
        }
        var patch = new PodBuilder()
                .withNewStatus()
                .withConditions(new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(message)
                        .withLastTransitionTime(
                                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        .build())
                .endStatus()
                .build();
        try {
            patches.strategic(
                    "/api/v1/namespaces/" + key.namespace() + "/pods/" + key.name() + "/status",
                    Serialization.asJson(patch));
        } catch (KubernetesClientException e) {
            if (Refusals.isNotFound(e)) {
                return;
            }
            LOG.atWarn()
                    .setMessage("condition PodScheduled not written")
                    .addKeyValue("pod", key)
                    .addKeyValue("error", e.getMessage())
                    .log();
        }
    }

    private static boolean says(PodInfo pod, String message) {
        var status = pod.pod().getStatus();
        return status != null
                && status.getConditions().stream().anyMatch(condition -> isUnschedulable(condition, message));
    }

    private static boolean isUnschedulable(PodCondition condition, String message) {
        return "PodScheduled".equals(condition.getType())
                && "False".equals(condition.getStatus())
                && message.equals(condition.getMessage());
    }
}
