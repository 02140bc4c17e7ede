package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Rules for where a pod may or should run: affinity, node selectors, spread constraints, tolerations, taints. Stateless. */
public final class AffinityValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
    private static final String NEEDS_SELECTOR = "must not be specified when labelSelector is not set";

    private AffinityValidation() {}

    static void affinity(At affinity) {
        var nodes = affinity.at("nodeAffinity");
        if (nodes.at(REQUIRED).isSet()) {
            nodeSelector(nodes.at(REQUIRED));
        }
        for (var term : nodes.at(PREFERRED).items()) {
            weight(term.at("weight"));
            nodeTerm(term.at("preference"), false);
        }
        for (var kind : List.of("podAffinity", "podAntiAffinity")) {
            affinity.at(kind, REQUIRED).items().forEach(AffinityValidation::podTerm);
            for (var term : affinity.at(kind, PREFERRED).items()) {
                weight(term.at("weight"));
                podTerm(term.at("podAffinityTerm"));
            }
        }
    }

    private static void weight(At weight) {
        if (weight.number() <= 0 || weight.number() > 100) {
            weight.invalidNumber("must be in the range 1-100");
        }
    }

    /** Checks a selector of nodes: terms, of which one has to match. */
    public static void nodeSelector(At selector) {
        var terms = selector.at("nodeSelectorTerms");
        if (terms.mustBeGiven("must have at least one node selector term")) {
            terms.items().forEach(term -> nodeTerm(term, true));
        }
    }

    private static void nodeTerm(At term, boolean checkValues) {
        for (var requirement : term.at("matchExpressions").items()) {
            Selectors.validateNodeRequirement(requirement, checkValues);
        }
        for (var requirement : term.at("matchFields").items()) {
            var operator = requirement.at("operator");
            if (!operator.is("In") && !operator.is("NotIn")) {
                operator.invalid(operator.text(), "not a valid selector operator");
            } else if (requirement.at("values").size() != 1) {
                requirement
                        .at("values")
                        .required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            }
            if (!requirement.at("key").is("metadata.name")) {
                requirement.at("key").invalid(requirement.at("key").text(), "not a valid field selector key");
            } else {
                requirement.at("values").items().forEach(value -> value.mustBe(Syntax.DNS_SUBDOMAIN));
            }
        }
    }

    private static void podTerm(At term) {
        Selectors.validate(term.at("labelSelector"));
        Selectors.validate(term.at("namespaceSelector"));
        for (var namespace : term.at("namespaces").items()) {
            namespace.shownAt(term.at("namespace").path()).mustBe(Syntax.DNS_LABEL);
        }
        labelKeys(term);
        term.at("topologyKey").mustBeGiven("can not be empty");
        term.at("topologyKey").mustBe(Syntax.QUALIFIED_NAME);
    }

    /** Label keys whose values are taken from the pod itself must not be selected by twice. */
    private static void labelKeys(At term) {
        var selector = term.at("labelSelector");
        for (var field : List.of("matchLabelKeys", "mismatchLabelKeys")) {
            if (!term.at(field).isEmpty() && !selector.isSet()) {
                term.at(field).forbidden(NEEDS_SELECTOR);
            } else {
                term.at(field).items().forEach(key -> key.mustBe(Syntax.QUALIFIED_NAME));
            }
        }
        var matched = term.at("matchLabelKeys").texts();
        var selected = new HashSet<>(selector.at("matchLabels").object().names());
        for (var requirement : selector.at("matchExpressions").items()) {
            var key = requirement.at("key").text();
            if (matched.contains(key) && selected.contains(key)) {
                At.of(Value.of(key), term.path().index(matched.lastIndexOf(key)), term.errors())
                        .invalid("exists in both matchLabelKeys and labelSelector");
            }
            selected.add(key);
        }
        for (var key : term.at("matchLabelKeys").items()) {
            if (term.at("mismatchLabelKeys").texts().contains(key.text())) {
                key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    static void spread(At constraints) {
        var items = constraints.items();
        for (int i = 0; i < items.size(); i++) {
            var constraint = items.get(i);
            constraint.at("maxSkew").mustBePositive();
            constraint.at("topologyKey").mustBeGiven("can not be empty");
            constraint.at("whenUnsatisfiable").mustBeOneOf("DoNotSchedule", "ScheduleAnyway");
            var same = identity(constraint);
            if (items.subList(i + 1, items.size()).stream()
                    .anyMatch(other -> identity(other).equals(same))) {
                constraint
                        .at("{topologyKey, whenUnsatisfiable}")
                        .holding(Value.of(same))
                        .duplicate();
            }
            var domains = constraint.at("minDomains");
            if (domains.isSet()) {
                domains.mustBePositive();
                if (!constraint.at("whenUnsatisfiable").is("DoNotSchedule")) {
                    domains.invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                            + constraint.at("whenUnsatisfiable").text());
                }
            }
            for (var policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
                if (constraint.at(policy).isSet()) {
                    constraint.at(policy).mustBeOneOf("Honor", "Ignore");
                }
            }
            labelKeys(constraint);
            Selectors.validate(constraint.at("labelSelector"));
        }
    }

    private static String identity(At constraint) {
        return "{" + constraint.at("topologyKey").text() + ", "
                + constraint.at("whenUnsatisfiable").text() + "}";
    }

    /** Checks tolerations, in a pod or in a runtime class. */
    public static void tolerations(At tolerations) {
        for (var toleration : tolerations.items()) {
            var key = toleration.at("key");
            var operator = toleration.at("operator");
            var value = toleration.at("value").text();
            if (!key.isEmpty()) {
                key.mustBe(Syntax.QUALIFIED_NAME);
            } else if (!operator.is("Exists")) {
                operator.invalid(
                        operator.text(),
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            var effect = toleration.at("effect");
            if (toleration.at("tolerationSeconds").isSet() && !effect.is("NoExecute")) {
                effect.invalid(effect.text(), "effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            switch (operator.text()) {
                case "Equal", "" -> {
                    var complaints = Syntax.LABEL_VALUE.complaints(value);
                    if (!complaints.isEmpty()) {
                        operator.invalid(value, String.join(";", complaints));
                    }
                }
                case "Exists" -> {
                    if (!value.isEmpty()) {
                        operator.invalid(value, "value must be empty when `operator` is 'Exists'");
                    }
                }
                case "Lt", "Gt" -> operator.notSupported(List.of("Equal", "Exists", "Lt", "Gt"));
                default -> operator.notSupported(List.of("Equal", "Exists"));
            }
            if (!effect.isEmpty()) {
                effect.mustBeOneOf(EFFECTS);
            }
        }
    }

    /** Checks the taints of a node. */
    static void taints(At taints) {
        var seen = new ArrayList<String>();
        for (var taint : taints.items()) {
            taint.at("key").mustBe(Syntax.QUALIFIED_NAME);
            var complaints = Syntax.LABEL_VALUE.complaints(taint.at("value").text());
            if (!complaints.isEmpty()) {
                taint.at("value").invalid(taint.at("value").text(), String.join(";", complaints));
            }
            if (taint.at("effect").mustBeGiven()) {
                taint.at("effect").mustBeOneOf(EFFECTS);
            }
            var identity = taint.at("effect").text() + " " + taint.at("key").text();
            if (seen.contains(identity)) {
                taint.duplicate(
                        InternalForm.of(taint.value(), "core.v1.Taint"),
                        "taints must be unique by key and effect pair");
            }
            seen.add(identity);
        }
    }
}
