package dev.mudi.api.kinds.batch;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for when a job has failed and when it has succeeded (Kubernetes reference, PodFailurePolicy, SuccessPolicy). Stateless. */
final class JobPolicyValidation {
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");
    private static final int INDEXES_LIMIT = 64 * 1024;

    private JobPolicyValidation() {}

    static void failurePolicy(At spec) {
        var rules = spec.at("podFailurePolicy", "rules");
        rules.mustHaveAtMost(20);
        var containers = new HashSet<String>();
        for (var list : List.of("containers", "initContainers")) {
            for (var container : spec.at("template", "spec", list).items()) {
                containers.add(container.at("name").text());
            }
        }
        for (var rule : rules.items()) {
            var action = rule.at("action");
            if (action.is("FailIndex")) {
                if (!spec.at("backoffLimitPerIndex").isSet()) {
                    action.invalid("requires the backoffLimitPerIndex to be set");
                }
            } else if (action.mustBeGiven("valid values: [\"" + String.join("\" \"", ACTIONS) + "\"]")) {
                action.mustBeOneOf(ACTIONS);
            }
            var codes = rule.at("onExitCodes");
            var conditions = rule.at("onPodConditions");
            if (codes.isSet()) {
                exitCodes(codes, containers);
            }
            conditions(conditions);
            if (codes.isSet() && !conditions.isEmpty()) {
                omitted(rule, "specifying both OnExitCodes and OnPodConditions is not supported");
            }
            if (!codes.isSet() && conditions.isEmpty()) {
                omitted(rule, "specifying one of OnExitCodes and OnPodConditions is required");
            }
        }
    }

    /** An error whose value upstream does not show. */
    private static void omitted(At at, String detail) {
        at.errors().add(FieldError.Kind.INVALID, at.path(), "Invalid value: " + detail);
    }

    private static void conditions(At conditions) {
        conditions.mustHaveAtMost(20);
        for (var pattern : conditions.items()) {
            pattern.at("type").mustBe(Syntax.QUALIFIED_NAME);
            var status = pattern.at("status");
            if (status.mustBeGiven("valid values: [\"" + String.join("\" \"", STATUSES) + "\"]")) {
                status.mustBeOneOf(STATUSES);
            }
        }
    }

    private static void exitCodes(At codes, Set<String> containers) {
        var operator = codes.at("operator");
        if (operator.mustBeGiven("valid values: [\"In\" \"NotIn\"]")) {
            operator.mustBeOneOf("In", "NotIn");
        }
        var name = codes.at("containerName");
        if (name.isSet() && !containers.contains(name.text())) {
            name.invalid("must be one of the container or initContainer names in the pod template");
        }
        var values = codes.at("values");
        if (values.isEmpty()) {
            values.invalid(values.value(), "at least one value is required");
        } else {
            values.mustHaveAtMost(255);
        }
        var seen = new HashSet<Long>();
        boolean ordered = true;
        long last = Long.MIN_VALUE;
        for (var value : values.items()) {
            if (operator.is("In") && value.number() == 0) {
                value.invalidNumber("must not be 0 for the In operator");
            }
            if (!seen.add(value.number())) {
                value.duplicate();
            }
            ordered &= value.number() >= last;
            last = value.number();
        }
        if (!ordered) {
            values.invalid("must be ordered");
        }
    }

    static void successPolicy(At spec) {
        var rules = spec.at("successPolicy", "rules");
        rules.mustBeGiven("at least one rules must be specified when the successPolicy is specified");
        rules.mustHaveAtMost(20);
        long completions = spec.at("completions").number();
        for (var rule : rules.items()) {
            var indexes = rule.at("succeededIndexes");
            var count = rule.at("succeededCount");
            if (!indexes.isSet() && !count.isSet()) {
                rule.required("at least one of succeededCount or succeededIndexes must be specified");
            }
            long total = 0;
            if (indexes.isSet()) {
                indexes.mustBeAtMostBytes(INDEXES_LIMIT);
                total = JobIndexes.count(indexes, completions);
            }
            if (count.isSet()) {
                count.mustNotBeNegative();
                if (count.number() > completions) {
                    count.invalidNumber(
                            "must be less than or equal to " + completions + " (the number of specified completions)");
                }
                if (indexes.isSet() && count.number() > total) {
                    count.invalidNumber("must be less than or equal to " + total
                            + " (the number of indexes in the specified succeededIndexes field)");
                }
            }
        }
    }
}
