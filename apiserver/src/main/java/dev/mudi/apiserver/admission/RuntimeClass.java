package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;

/** A pod gets the overhead and the scheduling constraints of its runtime class (KEP-688). */
final class RuntimeClass implements Admission {
    private final LiveObjects objects;

    RuntimeClass(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue pod) {
        var name = pod.object("spec").string("runtimeClassName");
        if (!request.creates("", "pods") || name.isEmpty()) {
            return pod;
        }
        var runtimeClass = objects.get("node.k8s.io", "runtimeclasses", "", name)
                .orElseThrow(() -> request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found"));
        var overhead = runtimeClass.object("overhead").object("podFixed");
        var next = pod;
        if (!overhead.isEmpty()) {
            var given = pod.object("spec").object("overhead");
            if (!given.isEmpty() && !given.equals(overhead)) {
                throw request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            next = next.withAt(overhead, "spec", "overhead");
        }
        return scheduled(request, next, runtimeClass.object("scheduling"));
    }

    @Override
    public void validate(AdmissionRequest request) {
        var spec = request.object().orElse(ObjectValue.EMPTY).object("spec");
        if (!request.creates("", "pods") || !spec.has("overhead")) {
            return;
        }
        var name = spec.string("runtimeClassName");
        boolean defined = !name.isEmpty()
                && objects.get("node.k8s.io", "runtimeclasses", "", name)
                        .filter(runtimeClass -> runtimeClass.has("overhead"))
                        .isPresent();
        if (!defined) {
            throw request.forbidden(
                    "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private static ObjectValue scheduled(AdmissionRequest request, ObjectValue pod, ObjectValue scheduling) {
        var wanted = scheduling.object("nodeSelector");
        var selector = pod.object("spec").object("nodeSelector");
        for (int i = 0; i < wanted.size(); i++) {
            var label = wanted.nameAt(i);
            if (selector.has(label) && !selector.string(label).equals(wanted.string(label))) {
                throw request.forbidden("conflict: runtimeClass.scheduling.nodeSelector[" + label + "] = "
                        + wanted.string(label) + "; pod.spec.nodeSelector[" + label + "] = " + selector.string(label));
            }
            selector = selector.with(label, wanted.valueAt(i));
        }
        var next = selector.isEmpty() ? pod : pod.withAt(selector, "spec", "nodeSelector");
        var tolerations = next.object("spec").array("tolerations");
        for (var toleration : scheduling.array("tolerations")) {
            tolerations = tolerations.items().contains(toleration) ? tolerations : tolerations.plus(toleration);
        }
        return tolerations.isEmpty() ? next : next.withAt(tolerations, "spec", "tolerations");
    }
}
