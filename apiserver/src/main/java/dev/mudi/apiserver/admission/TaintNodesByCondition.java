package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;

/** A new node is not ready until its conditions say so. */
final class TaintNodesByCondition implements Admission {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String NO_SCHEDULE = "NoSchedule";

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue node) {
        if (!request.creates("", "nodes")) {
            return node;
        }
        var taints = node.object("spec").array("taints");
        boolean there = taints.objects()
                .anyMatch(taint -> taint.string("key").equals(NOT_READY)
                        && taint.string("effect").equals(NO_SCHEDULE));
        var taint = ObjectValue.EMPTY.with("key", NOT_READY).with("effect", NO_SCHEDULE);
        return there ? node : node.withAt(taints.plus(taint), "spec", "taints");
    }
}
