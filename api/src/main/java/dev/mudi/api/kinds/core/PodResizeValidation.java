package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldPath;
import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import java.util.List;

/** Rules for the resizing of a running pod (Kubernetes reference, "Resize CPU and Memory Resources"; KEP-1287). Stateless. */
final class PodResizeValidation {
    private static final List<String> LISTS = List.of("requests", "limits");

    private PodResizeValidation() {}

    static void resize(At pod, At before) {
        var spec = pod.at("spec");
        var was = before.at("spec");
        // Upstream shows the place of the whole object so.
        var whole = pod.shownAt(FieldPath.of("[]"));
        if (before.at("metadata", "annotations").strings().containsKey("kubernetes.io/config.mirror")) {
            whole.forbidden("static pods cannot be resized");
            return;
        }
        if (was.at("os", "name").is("windows")) {
            whole.forbidden("windows pods cannot be resized");
            return;
        }
        PodValidation.validate(pod);
        var quality = before.at("status", "qosClass").text();
        var old = quality.isEmpty() ? PodResources.qualityOfService(was.object()) : quality;
        if (!old.equals(PodResources.qualityOfService(spec.object()))) {
            spec.holding(Value.of(pod.at("status", "qosClass").text()))
                    .invalid("Pod QOS Class may not change as a result of resizing");
        }
        if (!supported(before)) {
            spec.forbidden("Pod running on node without support for resize");
        }
        if (isSaid(spec.at("resources")) || isSaid(was.at("resources"))) {
            podLevel(spec, was);
        }
        if (sameContainers(spec, was)) {
            onlyComputeChanged(spec, was);
        }
    }

    private static boolean isSaid(At resources) {
        return !resources.at("requests").isEmpty() || !resources.at("limits").isEmpty();
    }

    private static boolean supported(At before) {
        for (var status : before.at("status", "containerStatuses").items()) {
            if (status.at("state", "running").isSet()) {
                return status.at("resources").isSet();
            }
        }
        return true;
    }

    private static boolean sameContainers(At spec, At was) {
        boolean same = true;
        for (var list : List.of("containers", "initContainers")) {
            var now = spec.at(list).items();
            var old = was.at(list).items();
            if (now.size() != old.size()) {
                spec.at(list).forbidden(list + " may not be added or removed on resize");
                same = false;
                continue;
            }
            for (int i = 0; i < now.size(); i++) {
                if (!now.get(i).at("name").same(old.get(i).at("name"))) {
                    now.get(i).at("name").forbidden(list + " may not be renamed or reordered on resize");
                    same = false;
                }
            }
        }
        return same;
    }

    private static void onlyComputeChanged(At spec, At was) {
        var now = spec.at("initContainers").items();
        var old = was.at("initContainers").items();
        for (int i = 0; i < now.size(); i++) {
            removed(now.get(i).at("resources"), old.get(i).at("resources"), "resource ");
        }
        var containers = spec.at("containers").items();
        var before = was.at("containers").items();
        for (int i = 0; i < containers.size(); i++) {
            removed(containers.get(i).at("resources"), before.get(i).at("resources"), "resource ");
        }
        for (int i = 0; i < containers.size(); i++) {
            compute(containers.get(i), before.get(i), spec, "only cpu and memory resources are mutable");
        }
        for (int i = 0; i < now.size(); i++) {
            initContainer(now.get(i), old.get(i));
        }
    }

    private static void initContainer(At container, At before) {
        compute(
                container,
                before,
                container,
                "only cpu and memory resources for init or sidecar containers are mutable");
        boolean changed = !Semantics.equal(container.value(), before.value());
        if (changed && !container.at("restartPolicy").is("Always")) {
            before.at("resizePolicy").items().stream()
                    .filter(policy -> policy.at("restartPolicy").is("RestartContainer"))
                    .forEach(policy -> container.forbidden(
                            "non-sidecar init containers with a resize policy of RestartContainer cannot be resized"));
        }
    }

    /** Claims count as changed wherever there are some: upstream compares without the new ones. */
    private static void compute(At container, At before, At shown, String complaint) {
        var kept = withComputeOf(container.object().object("resources").without("claims"), before.at("resources"));
        var same = kept.isEmpty() && !before.object().has("resources")
                ? container.object().without("resources")
                : container.object().with("resources", kept);
        if (!Semantics.equal(same, before.object())) {
            shown.forbidden(complaint);
        }
    }

    /** Resources with the CPU and the memory of others. */
    private static ObjectValue withComputeOf(ObjectValue resources, At before) {
        var kept = resources;
        for (var list : LISTS) {
            var amounts = kept.object(list);
            for (var resource : List.of("cpu", "memory")) {
                amounts = Kept.field(resource, amounts, before.at(list).object());
            }
            kept = amounts.isEmpty() ? kept.without(list) : kept.with(list, amounts);
        }
        return kept;
    }

    private static void podLevel(At spec, At was) {
        var resources = spec.at("resources");
        var before = was.at("resources");
        if (before.isSet() && !resources.isSet()) {
            resources.forbidden("pod-level resources cannot be removed");
            return;
        }
        removed(resources, before, "pod-level resource ");
        var kept = withComputeOf(resources.object(), before);
        boolean same = before.isSet() ? Semantics.equal(kept, before.value()) : kept.isEmpty();
        if (!same) {
            spec.forbidden("only cpu and memory resources are mutable at pod-level");
        }
    }

    private static void removed(At resources, At before, String what) {
        for (var list : LISTS) {
            var names = resources.at(list).object().names();
            if (!names.containsAll(before.at(list).object().names())) {
                resources.at(list).forbidden(what + list + " cannot be removed");
            }
        }
    }
}
