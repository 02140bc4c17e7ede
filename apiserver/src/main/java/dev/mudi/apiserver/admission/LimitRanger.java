package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.PodRequirements;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Gives containers the default requests and limits of their namespace, and keeps pods and claims within its bounds. */
final class LimitRanger implements Admission {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final LiveObjects objects;

    LimitRanger(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "LimitRanger";
    }

    private static boolean concerns(AdmissionRequest request) {
        var target = request.target();
        boolean updates = request.operation() == AdmissionRequest.Operation.UPDATE;
        boolean going =
                request.old().filter(old -> ObjectMeta.of(old).isBeingDeleted()).isPresent();
        return !going
                && (request.creates("", "pods")
                        || request.writes("", "persistentvolumeclaims")
                        || (updates && target.is("", "pods", "resize")));
    }

    private List<ObjectValue> limits(AdmissionRequest request) {
        return objects.list("", "limitranges", request.target().namespace()).stream()
                .flatMap(range -> range.object("spec").array("limits").objects())
                .toList();
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        boolean pod = request.target().definition().resource().equals("pods");
        if (!pod || !concerns(request)) {
            return object;
        }
        var next = object;
        for (var limit : limits(request)) {
            if (limit.string("type").equals("Container")) {
                next = withDefaults(next, limit);
            }
        }
        return next;
    }

    private static ObjectValue withDefaults(ObjectValue pod, ObjectValue limit) {
        var notes = new ArrayList<String>();
        var spec = pod.object("spec")
                .updateEach("containers", container -> defaulted(container, limit, "container", notes))
                .updateEach("initContainers", container -> defaulted(container, limit, "init container", notes));
        var next = pod.with("spec", spec);
        return notes.isEmpty()
                ? next
                : next.withAt(
                        Value.of("LimitRanger plugin set: " + String.join("; ", notes)),
                        "metadata",
                        "annotations",
                        ANNOTATION);
    }

    private static ObjectValue defaulted(ObjectValue container, ObjectValue limit, String what, List<String> notes) {
        var next = filled(container, "requests", limit.object("defaultRequest"), " request for " + what, notes);
        return filled(next, "limits", limit.object("default"), " limit for " + what, notes);
    }

    private static ObjectValue filled(
            ObjectValue container, String field, ObjectValue defaults, String what, List<String> notes) {
        var amounts = container.object("resources").object(field);
        var set = new TreeSet<String>();
        for (int i = 0; i < defaults.size(); i++) {
            var name = defaults.nameAt(i);
            if (!amounts.has(name)) {
                amounts = amounts.with(name, defaults.valueAt(i));
                set.add(name);
            }
        }
        if (set.isEmpty()) {
            return container;
        }
        notes.add(String.join(", ", set) + what + " " + container.string("name"));
        return container.withAt(amounts, "resources", field);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!concerns(request)) {
            return;
        }
        var object = request.object().orElse(ObjectValue.EMPTY);
        boolean pod = request.target().definition().resource().equals("pods");
        var errors = new ArrayList<String>();
        for (var limit : limits(request)) {
            if (pod) {
                checkPod(object, limit, errors);
            } else if (limit.string("type").equals("PersistentVolumeClaim")) {
                var bounds = new LimitBounds(
                        "PersistentVolumeClaim",
                        ResourceList.of(
                                object.object("spec").object("resources").object("requests")),
                        ResourceList.EMPTY,
                        errors);
                bounds.minimum(limit.object("min"));
                bounds.maximumRequest(limit.object("max"));
            }
        }
        if (!errors.isEmpty()) {
            throw request.forbidden(errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
        }
    }

    private static void checkPod(ObjectValue pod, ObjectValue limit, List<String> errors) {
        if (limit.string("type").equals("Pod")) {
            var pods = PodRequirements.ofSpec(pod);
            check("Pod", pods.requestsWithoutOverhead(), pods.limitsWithoutOverhead(), limit, errors);
        } else if (limit.string("type").equals("Container")) {
            for (var field : List.of("containers", "initContainers")) {
                pod.object("spec").array(field).objects().forEach(container -> {
                    var resources = container.object("resources");
                    check(
                            "Container",
                            ResourceList.of(resources.object("requests")),
                            ResourceList.of(resources.object("limits")),
                            limit,
                            errors);
                });
            }
        }
    }

    private static void check(
            String type, ResourceList requests, ResourceList limits, ObjectValue limit, List<String> errors) {
        var bounds = new LimitBounds(type, requests, limits, errors);
        bounds.minimum(limit.object("min"));
        bounds.maximum(limit.object("max"));
        bounds.ratio(limit.object("maxLimitRequestRatio"));
    }
}
