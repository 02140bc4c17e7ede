package dev.mudi.kubelet.worker;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.status.StatusGenerator;
import dev.mudi.kubelet.status.StatusInput;
import dev.mudi.kubelet.status.StatusWriter;
import dev.mudi.kubelet.status.Waiting;
import dev.mudi.kubelet.sync.ProbeResults;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the statuses of pods and hands them in to be sent.
 *
 * @param generator makes them
 * @param writer sends them
 * @param probes what they are made of, among other things
 * @param node this node
 * @param clock the time
 */
public record PodReporter(
        StatusGenerator generator, StatusWriter writer, ProbeResults probes, NodeFacts node, InstantSource clock) {

    /** The pod as one worker sees it. */
    record View(Pod pod, RuntimePod runtime, Map<String, Waiting> waiting, boolean ended, Optional<Ending> ending) {}

    /** Makes the status and hands it in. */
    PodStatus report(View view) {
        var status = status(view);
        writer.set(view.pod(), status);
        return status;
    }

    /** Makes the last status of a pod that is being deleted, and lets its object go. */
    void finish(View view) {
        writer.finish(view.pod(), status(view));
    }

    private PodStatus status(View view) {
        var pod = view.pod();
        // A copy: what was handed in before may not have been sent yet, and is compared with then.
        var last = new PodStatusBuilder(writer.last(PodSpecs.uid(pod))
                        .orElseGet(() -> pod.getStatus() == null ? new PodStatus() : pod.getStatus()))
                .build();
        view.ending().ifPresent(ending -> {
            if (!PodSpecs.isTerminalPhase(last.getPhase())) {
                apply(ending, last);
            }
        });
        return generator.generate(new StatusInput(
                pod, view.runtime(), last, view.waiting(), probes, view.ended(), node.addresses(), clock.instant()));
    }

    /** The node's own verdict stands as if it had been there before: the generator keeps it. */
    private void apply(Ending ending, PodStatus last) {
        last.setPhase("Failed");
        last.setReason(ending.reason());
        last.setMessage(ending.message());
        if (ending.disruption()) {
            var conditions = new ArrayList<>(PodSpecs.orEmpty(last.getConditions()));
            conditions.removeIf(condition -> condition.getType().equals("DisruptionTarget"));
            conditions.add(new PodConditionBuilder()
                    .withType("DisruptionTarget")
                    .withStatus("True")
                    .withReason("TerminationByKubelet")
                    .withMessage(ending.message())
                    .withLastTransitionTime(Timestamps.time(clock.instant()))
                    .build());
            last.setConditions(conditions);
        }
    }
}
