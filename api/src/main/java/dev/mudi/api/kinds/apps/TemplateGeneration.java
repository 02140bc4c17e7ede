package dev.mudi.api.kinds.apps;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Semantics;

/**
 * The count of the templates that a daemon set has had, kept in a deprecated annotation (Kubernetes reference, DaemonSet,
 * {@code deprecated.daemonset.template.generation}). Stateless.
 */
final class TemplateGeneration {
    private static final String ANNOTATION = "deprecated.daemonset.template.generation";

    private TemplateGeneration() {}

    /** Each daemon set shows the count. */
    static ObjectValue shown(ObjectValue set) {
        return set.object("metadata").object("annotations").has(ANNOTATION) ? set : counted(set, 0);
    }

    static ObjectValue first(ObjectValue set) {
        return counted(set, Math.max(1, count(set)));
    }

    static ObjectValue next(ObjectValue set, ObjectValue before) {
        boolean same = Semantics.equal(
                set.object("spec").object("template"), before.object("spec").object("template"));
        return counted(set, same ? count(before) : count(before) + 1);
    }

    /** What is written through the status counts no template. */
    static ObjectValue kept(ObjectValue set, ObjectValue before) {
        return counted(set, count(before));
    }

    private static ObjectValue counted(ObjectValue set, long count) {
        return set.withAt(Value.of(Long.toString(count)), "metadata", "annotations", ANNOTATION);
    }

    private static long count(ObjectValue set) {
        var text = set.object("metadata").object("annotations").string(ANNOTATION);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
