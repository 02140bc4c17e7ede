package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;

/** A pod that is bound gets the zone and region of its node as labels (KEP-4742). */
final class PodTopologyLabels implements Admission {
    private static final List<String> LABELS = List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final LiveObjects objects;

    PodTopologyLabels(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue binding) {
        if (!request.target().is("", "pods", "binding")) {
            return binding;
        }
        var target = binding.object("target");
        var node = objects.get("", "nodes", "", target.string("name")).orElse(ObjectValue.EMPTY);
        var labels = node.object("metadata").object("labels");
        var next = binding;
        for (var label : LABELS) {
            var text = labels.string(label);
            next = text.isEmpty() ? next : next.withAt(Value.of(text), "metadata", "labels", label);
        }
        return next;
    }
}
