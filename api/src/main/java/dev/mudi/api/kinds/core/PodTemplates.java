package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;

/** What all kinds that hold a template of pods do with it. Stateless. */
public final class PodTemplates {
    private PodTemplates() {}

    /** Lets the objects of a kind drop from their template what belongs to features that are off. */
    public static KindStrategy.Builder heldAt(KindStrategy.Builder kind, String... path) {
        return kind.creating(object -> withoutDisabled(object, ObjectValue.EMPTY, path))
                .updating((next, current) -> withoutDisabled(next, current, path))
                .warnings(object -> warnings(object, path))
                .updateWarnings((next, current) -> changed(next, current) ? warnings(next, path) : List.of());
    }

    /** The same for a kind whose name becomes part of the names of its pods. */
    public static KindStrategy.Builder namingAt(KindStrategy.Builder kind, String... path) {
        return heldAt(kind, path).warnings(object -> {
            var all = new ArrayList<>(nameWarnings(object, "Pod names and hostnames"));
            all.addAll(warnings(object, path));
            return List.copyOf(all);
        });
    }

    /** What is said of the template at a path. */
    public static List<String> warnings(ObjectValue object, String... path) {
        return PodWarnings.ofTemplate(At.root(object, new FieldErrors()).at(path));
    }

    /** What is said of the spec of a claim at a place. */
    public static List<String> claimWarnings(At claim) {
        return PodWarnings.claimSpec(claim);
    }

    /** Whether an update counts as a new generation. */
    public static boolean changed(ObjectValue next, ObjectValue current) {
        return next.object("metadata").integer("generation", 0)
                != current.object("metadata").integer("generation", 0);
    }

    /** What is said of a name that becomes a part of something, unless it is a label. */
    static List<String> nameWarnings(ObjectValue object, String use) {
        var complaints = Syntax.DNS_LABEL.complaints(object.object("metadata").string("name"));
        return complaints.isEmpty()
                ? List.of()
                : List.of("metadata.name: this is used in " + use
                        + ", which can result in surprising behavior; a DNS label is recommended: ["
                        + String.join(" ", complaints) + "]");
    }

    private static ObjectValue withoutDisabled(ObjectValue object, ObjectValue before, String... path) {
        var spec = specAt(object, path);
        var kept = PodFeatures.dropDisabled(spec, specAt(before, path));
        if (kept == spec) {
            return object;
        }
        var to = new String[path.length + 1];
        System.arraycopy(path, 0, to, 0, path.length);
        to[path.length] = "spec";
        return object.withAt(kept, to);
    }

    private static ObjectValue specAt(ObjectValue object, String... path) {
        var template = object;
        for (var step : path) {
            template = template.object(step);
        }
        return template.object("spec");
    }
}
