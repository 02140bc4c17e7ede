package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Warnings about labels of nodes that have gone out of use (Kubernetes reference, "Well-Known Labels"). Stateless. */
public final class NodeLabelWarnings {
    private static final Map<String, String> DEPRECATED = Map.of(
            "beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            "beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead",
            "failure-domain.beta.kubernetes.io/region",
                    "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
            "failure-domain.beta.kubernetes.io/zone",
                    "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
            "beta.kubernetes.io/instance-type",
                    "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
            "app.kubernetes.io/created-by", "deprecated since v1.9",
            "scheduler.alpha.kubernetes.io/preferAvoidPods",
                    "deprecated since v1.22; use Taints and Tolerations instead",
            "node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead");

    private NodeLabelWarnings() {}

    /** What is said of a label, if it is out of use. */
    public static Optional<String> of(String label) {
        return Optional.ofNullable(DEPRECATED.get(label));
    }

    /** What is said of the labels of a map, each under a path. */
    static List<String> ofLabels(At labels) {
        return labels.strings().keySet().stream()
                .flatMap(key -> of(key).map(said -> labels.path().key(key) + ": " + said).stream())
                .toList();
    }

    /** What is said of a term of a node selector; values are looked at where they need not be valid. */
    static List<String> ofTerm(At term, boolean looksAtValues) {
        var warnings = new ArrayList<String>();
        for (var expression : term.at("matchExpressions").items()) {
            var key = expression.at("key");
            of(key.text()).ifPresent(said -> warnings.add(key.path() + ": " + key.text() + " is " + said));
            if (looksAtValues) {
                for (var value : expression.at("values").items()) {
                    Syntax.LABEL_VALUE
                            .complaints(value.text())
                            .forEach(complaint ->
                                    warnings.add(value.path() + ": " + value.text() + " is invalid, " + complaint));
                }
            }
        }
        return warnings;
    }
}
