package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import java.util.List;

/** Rules that workloads with a selector and a template share, and those of replication controllers. Stateless. */
public final class WorkloadValidation {
    private static final String MISMATCH = "`selector` does not match template `labels`";
    private static final String MORE_THAN_ALL = "cannot be greater than status.replicas";

    private WorkloadValidation() {}

    static void replicationController(At controller) {
        var spec = controller.at("spec");
        spec.at("minReadySeconds").mustNotBeNegative();
        spec.at("selector").mustBeGiven();
        spec.at("replicas").mustNotBeNegative();
        var template = spec.at("template");
        if (!template.isSet()) {
            template.required();
            return;
        }
        var labels = template.at("metadata", "labels");
        for (var wanted : spec.at("selector").strings().entrySet()) {
            if (!wanted.getValue().equals(labels.strings().get(wanted.getKey()))) {
                labels.invalid(Semantics.sorted(labels.value()), MISMATCH);
                break;
            }
        }
        PodValidation.template(template);
        alwaysRestarts(template, "ReplicationController");
    }

    /** Checks that a well-formed selector matches the labels of the template. No selector matches nothing; an empty one everything. */
    public static void selects(At selector, At template) {
        var labels = template.at("metadata", "labels");
        if (!selector.isSet() || !Selectors.matches(selector.object(), labels.object())) {
            labels.invalid(Semantics.sorted(labels.value()), MISMATCH);
        }
    }

    /** Checks that the pods of a template are restarted whenever they end, and have no deadline. */
    public static void alwaysRestarts(At template, String kind) {
        var policy = template.at("spec", "restartPolicy");
        policy.mustBeOneOf("Always");
        template.at("spec", "activeDeadlineSeconds")
                .mustNotBeSet("activeDeadlineSeconds in " + kind + " is not Supported");
    }

    /** Checks the counts in the status of a set of replicas. */
    public static void setCounts(At status) {
        replicaCounts(
                status,
                List.of(
                        "replicas",
                        "fullyLabeledReplicas",
                        "readyReplicas",
                        "availableReplicas",
                        "observedGeneration",
                        "terminatingReplicas"),
                List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
                "readyReplicas");
    }

    /**
     * Checks the counts in the status of what keeps replicas.
     *
     * @param counts what may not be negative
     * @param replicas what may not be more than all replicas
     * @param ready what those that are ready are called in messages
     */
    public static void replicaCounts(At status, List<String> counts, List<String> replicas, String ready) {
        counts.forEach(count -> status.at(count).mustNotBeNegative());
        for (var count : replicas) {
            if (status.at(count).number() > status.at("replicas").number()) {
                status.at(count).invalidNumber(MORE_THAN_ALL);
            }
        }
        if (status.at("availableReplicas").number() > status.at("readyReplicas").number()) {
            status.at("availableReplicas").invalidNumber("cannot be greater than " + ready);
        }
    }
}
