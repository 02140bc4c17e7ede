package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isSet;
import static dev.mudi.api.kinds.vocabulary.Defaults.merge;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What is filled in in the kinds of the core group other than pods, volumes and services. Stateless. */
final class CoreDefaults {
    private CoreDefaults() {}

    static ObjectValue namespace(ObjectValue namespace) {
        var name = namespace.object("metadata").string("name");
        var filled = name.isEmpty()
                ? namespace
                : namespace.withAt(Value.of(name), "metadata", "labels", "kubernetes.io/metadata.name");
        return within(filled, "status", status -> ifZero(status, "phase", "Active"));
    }

    static ObjectValue node(ObjectValue node) {
        return node.update("spec", CoreDefaults::ranges)
                .update(
                        "status",
                        status -> isSet(status, "capacity")
                                ? ifAbsent(status, "allocatable", status.object("capacity"))
                                : status);
    }

    /** The one range of a node and the list of them follow each other. */
    private static ObjectValue ranges(ObjectValue spec) {
        var first = spec.string("podCIDR");
        var all = spec.array("podCIDRs");
        if (first.isEmpty()) {
            return all.strings()
                    .findFirst()
                    .map(range -> spec.with("podCIDR", range))
                    .orElse(spec);
        }
        return all.strings().findFirst().filter(first::equals).isPresent()
                ? spec
                : spec.with("podCIDRs", ArrayValue.of(Value.of(first)));
    }

    /** What was written as text becomes data. */
    static ObjectValue secret(ObjectValue secret) {
        var filled = ifZero(secret, "type", "Opaque");
        for (var entry : filled.object("stringData").strings().entrySet()) {
            var bytes = entry.getValue().getBytes(StandardCharsets.UTF_8);
            filled = filled.withAt(Value.of(Base64.getEncoder().encodeToString(bytes)), "data", entry.getKey());
        }
        return filled.without("stringData");
    }

    static ObjectValue endpoints(ObjectValue endpoints) {
        return endpoints.updateEach(
                "subsets", subset -> subset.updateEach("ports", port -> ifZero(port, "protocol", "TCP")));
    }

    static ObjectValue limitRange(ObjectValue range) {
        return range.update("spec", spec -> spec.updateEach("limits", CoreDefaults::limit));
    }

    /** What a container may have at most is what it gets, and what it gets is what it asks for. */
    private static ObjectValue limit(ObjectValue limit) {
        if (!limit.string("type").equals("Container")) {
            return limit;
        }
        var filled = merge(limit, "default", limit.object("max"));
        filled = merge(filled, "defaultRequest", filled.object("default"));
        return merge(filled, "defaultRequest", limit.object("min"));
    }

    static ObjectValue podTemplate(ObjectValue template) {
        return within(template, "template", PodDefaults::template);
    }

    static ObjectValue replicationController(ObjectValue controller) {
        var filled = within(controller, "spec", spec -> {
            var labels = spec.object("template").object("metadata").object("labels");
            var changed = ifAbsent(spec, "replicas", 1);
            changed =
                    spec.object("selector").isEmpty() && !labels.isEmpty() ? changed.with("selector", labels) : changed;
            return changed.update("template", PodDefaults::template);
        });
        var labels = filled.object("spec").object("template").object("metadata").object("labels");
        return labels.isEmpty() || !filled.object("metadata").object("labels").isEmpty()
                ? filled
                : filled.withAt(labels, "metadata", "labels");
    }
}
