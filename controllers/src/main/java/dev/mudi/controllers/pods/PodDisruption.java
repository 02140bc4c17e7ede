package dev.mudi.controllers.pods;

import dev.mudi.client.Conditions;
import dev.mudi.client.Refusals;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;

/** Deletes pods that the cluster itself takes away, and says so in their status first (KEP-3329). */
public final class PodDisruption {
    private static final String TARGET = "DisruptionTarget";
    /** The garbage collector of pods may patch their status, and not write it whole (its role among the default ones). */
    private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private final KubernetesClient client;
    private final Clock clock;

    public PodDisruption(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** The pod goes with its grace period. */
    public void evict(Pod pod, String reason, String message) {
        unlessGone(() -> {
            mark(pod, reason, message, false);
            client.resource(pod).delete();
        });
    }

    /** The pod goes at once, for nobody is there who could end it; one that has not ended counts as failed. */
    public void remove(Pod pod, String reason, String message) {
        unlessGone(() -> {
            if (!Conditions.isTerminal(pod)) {
                mark(pod, reason, message, true);
            }
            client.resource(pod).withGracePeriod(0).delete();
        });
    }

    private void mark(Pod pod, String reason, String message, boolean failed) {
        var marked = Conditions.of(pod, TARGET)
                .filter(condition -> condition.getStatus().equals(Conditions.TRUE))
                .isPresent();
        if (marked && !failed) {
            return;
        }
        var patch = new PodBuilder()
                .withNewMetadata()
                .withUid(pod.getMetadata().getUid())
                .endMetadata()
                .withNewStatus()
                .addToConditions(new PodConditionBuilder()
                        .withType(TARGET)
                        .withStatus(Conditions.TRUE)
                        .withReason(reason)
                        .withMessage(message)
                        .withLastTransitionTime(Timestamps.time(clock.instant()))
                        .build())
                .withPhase(failed ? "Failed" : null)
                .endStatus()
                .build();
        client.resource(pod)
                .subresource("status")
                .patch(STRATEGIC, client.getKubernetesSerialization().asJson(patch));
    }

    private static void unlessGone(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (!Refusals.isNotFound(e)) {
                throw e;
            }
        }
    }
}
