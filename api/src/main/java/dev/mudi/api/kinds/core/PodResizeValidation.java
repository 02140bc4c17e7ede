package dev.mudi.api.kinds.core;

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
        PodValidation.validate(pod);
        var spec = pod.at("spec");
        var was = before.at("spec");
        if (before.at("metadata", "annotations").strings().containsKey("kubernetes.io/config.mirror")) {
            pod.forbidden("static pods cannot be resized");
            return;
        }
        if (was.at("os", "name").is("windows")) {
            pod.forbidden("windows pods cannot be resized");
            return;
        }
        var quality = before.at("status", "qosClass").text();
        var old = quality.isEmpty() ? PodResources.qualityOfService(was.object()) : quality;
        if (!old.equals(PodResources.qualityOfService(spec.object()))) {
            spec.holding(Value.of(pod.at("status", "qosClass").text()))
                    .invalid("Pod QOS Class may not change as a result of resizing");
        }
        if (!supported(before)) {
            spec.forbidden("Pod running on node without support for resize");
        }
        if (sameContainers(spec, was)) {
            removed(spec.at("resources"), was.at("resources"), "pod-level resource ");
            onlyComputeChanged(spec, was);
        }
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
            var container = now.get(i);
            boolean changed = !Semantics.equal(container.value(), old.get(i).value());
            if (changed && !container.at("restartPolicy").is("Always")) {
                spec.forbidden("resources for non-sidecar init containers are immutable");
            } else if (changed) {
                removed(container.at("resources"), old.get(i).at("resources"), "resource ");
                compute(
                        container,
                        old.get(i),
                        container,
                        "only cpu and memory resources for sidecar containers are mutable");
            }
        }
        var containers = spec.at("containers").items();
        for (int i = 0; i < containers.size(); i++) {
            var before = was.at("containers").items().get(i);
            removed(containers.get(i).at("resources"), before.at("resources"), "resource ");
            compute(containers.get(i), before, spec, "only cpu and memory resources are mutable");
        }
    }

    private static void compute(At container, At before, At shown, String complaint) {
        var had = before.object().object("resources");
        var kept = container.object().object("resources");
        for (var list : LISTS) {
            var amounts = kept.object(list);
            for (var resource : List.of("cpu", "memory")) {
                amounts = Kept.field(resource, amounts, had.object(list));
            }
            kept = amounts.isEmpty() ? kept.without(list) : kept.with(list, amounts);
        }
        ObjectValue same = Kept.field("resizePolicy", container.object().with("resources", kept), before.object());
        if (!Semantics.equal(same, before.object())) {
            shown.forbidden(complaint);
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
