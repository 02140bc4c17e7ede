package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What writes of pods do beyond storing them: status, ephemeral containers, resizing, graceful deletion. Stateless. */
final class PodStrategy {
    private static final List<String> AFFINITIES = List.of("podAffinity", "podAntiAffinity");

    /** What a feature that is off by default says in the status (KEP-5517). */
    private static final String ALLOCATABLE_CLAIMS = "nodeAllocatableResourceClaimStatuses";

    private PodStrategy() {}

    static Strategy make() {
        return KindStrategy.builder()
                .defaults(PodDefaults::pod)
                .warnings(PodStrategy::warnings)
                .warningsAboutSent(AppArmorAnnotations::warnings)
                .updateWarnings((next, current) -> List.of())
                .creating(PodStrategy::prepareForCreate)
                .updating((next, current) -> Kept.field("status", next, current)
                        .with(
                                "spec",
                                atLeastASecond(PodFeatures.dropDisabled(next.object("spec"), current.object("spec")))))
                .resets("status")
                .rules(PodValidation::create)
                .updateRules(PodUpdateValidation::update)
                .generations()
                .grace(PodStrategy::gracePeriod)
                .subresource(
                        "status",
                        KindStrategy.builder()
                                .updating(PodStrategy::prepareStatus)
                                .updateRules(PodStatusValidation::update)
                                .resets("spec", "metadata.deletionTimestamp", "metadata.ownerReferences")
                                .build())
                .subresource(
                        "ephemeralcontainers",
                        KindStrategy.builder()
                                .updating(PodStrategy::prepareEphemeralContainers)
                                .updateRules(PodUpdateValidation::ephemeralContainers)
                                .generations()
                                .build())
                .subresource(
                        "resize",
                        KindStrategy.builder()
                                .updating(PodStrategy::prepareResize)
                                .updateRules(PodResizeValidation::resize)
                                .generations()
                                .build())
                .build();
    }

    private static List<String> warnings(ObjectValue pod) {
        var all = new ArrayList<>(PodTemplates.nameWarnings(pod, "the Pod's hostname"));
        all.addAll(PodWarnings.ofPod(pod));
        return List.copyOf(all);
    }

    private static ObjectValue prepareForCreate(ObjectValue pod) {
        var spec = PodFeatures.dropDisabled(pod.object("spec"), ObjectValue.EMPTY);
        spec = AppArmorAnnotations.applied(atLeastASecond(spec), pod.object("metadata"));
        var status = ObjectValue.builder().put("phase", "Pending").put("qosClass", PodResources.qualityOfService(spec));
        if (!spec.array("schedulingGates").isEmpty()) {
            var now = pod.object("metadata").string("creationTimestamp");
            status.put(
                    "conditions",
                    ArrayValue.of(ObjectValue.builder()
                            .put("type", "PodScheduled")
                            .put("status", "False")
                            .putIfPresent("lastTransitionTime", now)
                            .put("reason", "SchedulingGated")
                            .put("message", "Scheduling is blocked due to non-empty scheduling gates")
                            .build()));
        }
        var labels = pod.object("metadata").object("labels");
        return pod.with("spec", selectByLabelKeys(spec, labels)).with("status", status.build());
    }

    /** A negative time to end is taken as the shortest there is. */
    private static ObjectValue atLeastASecond(ObjectValue spec) {
        return spec.integer("terminationGracePeriodSeconds", 0) < 0
                ? spec.with("terminationGracePeriodSeconds", Value.of(1))
                : spec;
    }

    /** Label keys of spread constraints and affinity terms become requirements on the values that the pod itself has. */
    private static ObjectValue selectByLabelKeys(ObjectValue spec, ObjectValue labels) {
        return spec.updateEach("topologySpreadConstraints", constraint -> select(constraint, labels))
                .update("affinity", affinity -> {
                    var changed = affinity;
                    for (var kind : AFFINITIES) {
                        changed = changed.update(
                                kind,
                                terms -> terms.updateEach(
                                                "preferredDuringSchedulingIgnoredDuringExecution",
                                                weighted -> weighted.update(
                                                        "podAffinityTerm", term -> select(term, labels)))
                                        .updateEach(
                                                "requiredDuringSchedulingIgnoredDuringExecution",
                                                term -> select(term, labels)));
                    }
                    return changed;
                });
    }

    private static ObjectValue select(ObjectValue term, ObjectValue labels) {
        return term.update("labelSelector", selector -> {
            var requirements = selector.array("matchExpressions");
            requirements = require(requirements, term.array("matchLabelKeys"), "In", labels);
            requirements = require(requirements, term.array("mismatchLabelKeys"), "NotIn", labels);
            return requirements.equals(selector.array("matchExpressions"))
                    ? selector
                    : selector.with("matchExpressions", requirements);
        });
    }

    private static ArrayValue require(ArrayValue requirements, ArrayValue keys, String operator, ObjectValue labels) {
        var all = requirements;
        for (var key : keys.strings().toList()) {
            if (labels.has(key)) {
                all = all.plus(ObjectValue.builder()
                        .put("key", key)
                        .put("operator", operator)
                        .put("values", ArrayValue.of(Value.of(labels.string(key))))
                        .build());
            }
        }
        return all;
    }

    private static ObjectValue prepareStatus(ObjectValue next, ObjectValue current) {
        var kept = Kept.field("spec", next, current);
        var meta = Kept.field("ownerReferences", next.object("metadata"), current.object("metadata"));
        meta = Kept.field("deletionTimestamp", meta, current.object("metadata"));
        var status = next.object("status");
        if (status.string("qosClass").isEmpty()) {
            status = Kept.field("qosClass", status, current.object("status"));
        }
        if (status.integer("observedGeneration", 0) == 0) {
            status = Kept.field("observedGeneration", status, current.object("status"));
        }
        if (!current.object("status").has(ALLOCATABLE_CLAIMS)) {
            status = status.without(ALLOCATABLE_CLAIMS);
        }
        return kept.with("metadata", meta).with("status", PodAddresses.together(status));
    }

    private static ObjectValue prepareEphemeralContainers(ObjectValue next, ObjectValue current) {
        var spec = Kept.field("ephemeralContainers", current.object("spec"), next.object("spec"));
        return Kept.metadataForStatus(Kept.field("status", next, current), current)
                .with("spec", spec);
    }

    private static ObjectValue prepareResize(ObjectValue next, ObjectValue current) {
        var spec = Kept.field("resources", current.object("spec"), next.object("spec"));
        for (var list : List.of("containers", "initContainers")) {
            var wanted = next.object("spec").array(list);
            var had = current.object("spec").array(list);
            if (wanted.size() != had.size()) {
                return next;
            }
            spec = had.isEmpty() ? spec : spec.with(list, resized(wanted, had));
        }
        return Kept.metadataForStatus(Kept.field("status", next, current), current)
                .with("spec", spec);
    }

    private static ArrayValue resized(ArrayValue wanted, ArrayValue had) {
        var changed = had;
        for (int i = 0; i < had.size(); i++) {
            if (!had.object(i).string("name").equals(wanted.object(i).string("name"))) {
                return wanted;
            }
            var container = Kept.field("resources", had.object(i), wanted.object(i));
            changed = changed.with(i, Kept.field("resizePolicy", container, wanted.object(i)));
        }
        return changed;
    }

    private static Optional<Long> gracePeriod(ObjectValue pod, Optional<Long> requested) {
        var spec = pod.object("spec");
        var phase = pod.object("status").string("phase");
        if (spec.string("nodeName").isEmpty() || phase.equals("Failed") || phase.equals("Succeeded")) {
            return Optional.of(0L);
        }
        long seconds = requested.orElse(spec.integer("terminationGracePeriodSeconds", 0));
        return Optional.of(seconds < 0 ? 1 : seconds);
    }
}
