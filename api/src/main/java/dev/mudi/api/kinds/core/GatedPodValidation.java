package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Semantics;
import java.util.List;

/**
 * Rules for a pod that is held back by gates: it may be narrowed in where it runs, and nothing of that may be taken back (KEP-3838).
 * Stateless.
 */
final class GatedPodValidation {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private GatedPodValidation() {}

    /** Complains of what widens, and gives the spec with the placement put back. */
    static ObjectValue placed(At spec, At was, ObjectValue munged) {
        onlyMore(spec.at("nodeSelector"), was.at("nodeSelector"));
        var kept = Kept.field("nodeSelector", munged, was.object());
        var now = spec.at("affinity", "nodeAffinity");
        var before = was.at("affinity", "nodeAffinity");
        if (now.same(before)) {
            return kept;
        }
        onlyNarrower(now.at(REQUIRED, "nodeSelectorTerms"), before.at(REQUIRED, "nodeSelectorTerms"));
        var affinity =
                Kept.field("nodeAffinity", kept.object("affinity"), was.object().object("affinity"));
        boolean none = affinity.isEmpty() && !was.at("affinity").isSet();
        return none ? kept.without("affinity") : kept.with("affinity", affinity);
    }

    private static void onlyMore(At selector, At before) {
        boolean kept = before.strings().entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(selector.strings().get(entry.getKey())));
        if (!kept) {
            selector.invalid(
                    Semantics.sorted(selector.value()),
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
    }

    private static void onlyNarrower(At terms, At before) {
        if (before.isEmpty()) {
            return;
        }
        if (before.size() != terms.size()) {
            InternalForm.each(terms, "core.v1.NodeSelectorTerm")
                    .invalid("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            var term = terms.items().get(i);
            var old = before.items().get(i);
            boolean wider = isEmpty(old) && !isEmpty(term);
            if (wider || !extend(term, old, "matchExpressions") || !extend(term, old, "matchFields")) {
                InternalForm.at(term, "core.v1.NodeSelectorTerm")
                        .invalid("only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static boolean isEmpty(At term) {
        return term.at("matchExpressions").isEmpty() && term.at("matchFields").isEmpty();
    }

    private static boolean extend(At term, At old, String list) {
        var now = term.at(list).array().items();
        var before = old.at(list).array().items();
        return now.size() >= before.size()
                && Semantics.equal(new ArrayValue(List.copyOf(now.subList(0, before.size()))), new ArrayValue(before));
    }
}
