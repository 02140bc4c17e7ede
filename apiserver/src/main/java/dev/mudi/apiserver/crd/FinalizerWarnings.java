package dev.mudi.apiserver.crd;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;

/** Warnings of finalizers whose names others may use too (apiextensions, customresource/validator). Pure. */
final class FinalizerWarnings {
    private static final List<String> STANDARD = List.of("orphan", "foregroundDeletion", "kubernetes");

    private FinalizerWarnings() {}

    /** Of those that an object has and had not. */
    static List<String> of(ObjectValue object, ObjectValue before) {
        var had = ObjectMeta.of(before).finalizers();
        var warnings = new ArrayList<String>();
        for (var finalizer : ObjectMeta.of(object).finalizers()) {
            if (!had.contains(finalizer)) {
                var about = "metadata.finalizers: \"" + finalizer + "\": ";
                Syntax.QUALIFIED_NAME.complaints(finalizer).forEach(complaint -> warnings.add(about + complaint));
                if (!finalizer.contains("/") && !STANDARD.contains(finalizer)) {
                    warnings.add(about
                            + (finalizer.contains(".")
                                    ? "prefer a domain-qualified finalizer name including a path (/) to avoid"
                                            + " accidental conflicts with other finalizer writers"
                                    : "prefer a domain-qualified finalizer name to avoid accidental conflicts"
                                            + " with other finalizer writers"));
                }
            }
        }
        return List.copyOf(warnings);
    }
}
