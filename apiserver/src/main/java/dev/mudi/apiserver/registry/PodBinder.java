package dev.mudi.apiserver.registry;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.InstantSource;
import java.util.List;

/** Assigns pods to nodes: what a Binding does (kube-apiserver, registry/core/pod BindingREST). Safe for several threads. */
public final class PodBinder {
    private final InstantSource clock;

    /** A binder with the clock of the conditions it sets. */
    public PodBinder(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Assigns a pod.
     *
     * @param request names the pod; its store is that of pods
     * @param binding of kind {@code Binding}
     */
    public void bind(WriteRequest request, ObjectValue binding) {
        var target = validated(binding);
        request.store()
                .change(
                        request.target().namespace(),
                        request.target().name(),
                        pod -> bound(pod, binding, target),
                        request.dryRun());
    }

    private static String validated(ObjectValue binding) {
        var errors = new FieldErrors();
        var target = binding.object("target");
        var kind = target.string("kind");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.notSupported(FieldPath.of("target", "kind"), Value.of(kind), List.of("Node", "<empty>"));
        }
        if (target.string("name").isEmpty()) {
            errors.required(FieldPath.of("target", "name"), "");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid("", "Binding", ObjectMeta.of(binding).name(), errors.list());
        }
        return target.string("name");
    }

    private ObjectValue bound(ObjectValue pod, ObjectValue binding, String node) {
        var meta = ObjectMeta.of(pod);
        var wanted = ObjectMeta.of(binding);
        if (!wanted.uid().isEmpty() && !wanted.uid().equals(meta.uid())) {
            throw conflict(
                    meta,
                    "Precondition failed: UID in precondition: " + wanted.uid() + ", UID in object meta: "
                            + meta.uid());
        }
        if (!wanted.resourceVersion().isEmpty() && !wanted.resourceVersion().equals(meta.resourceVersion())) {
            throw conflict(
                    meta,
                    "Precondition failed: ResourceVersion in precondition: " + wanted.resourceVersion()
                            + ", ResourceVersion in object meta: " + meta.resourceVersion());
        }
        if (meta.isBeingDeleted()) {
            throw conflict(meta, "pod " + meta.name() + " is being deleted, cannot be assigned to a host");
        }
        var present = pod.object("spec").string("nodeName");
        if (!present.isEmpty()) {
            throw conflict(meta, "pod " + meta.name() + " is already assigned to node \"" + present + "\"");
        }
        if (!pod.object("spec").array("schedulingGates").isEmpty()) {
            throw conflict(meta, "pod " + meta.name() + " has non-empty .spec.schedulingGates");
        }
        var next = pod.withAt(Value.of(node), "spec", "nodeName").withoutAt("status", "nominatedNodeName");
        next = merged(merged(next, binding, "annotations"), binding, "labels");
        return PodConditions.withTrue(next, "PodScheduled", "", "", clock.instant());
    }

    private static ObjectValue merged(ObjectValue pod, ObjectValue binding, String field) {
        var more = binding.object("metadata").object(field);
        var all = pod.object("metadata").object(field);
        for (int i = 0; i < more.size(); i++) {
            all = all.with(more.nameAt(i), more.valueAt(i));
        }
        return all.isEmpty() ? pod : pod.withAt(all, "metadata", field);
    }

    private static StatusException conflict(ObjectMeta pod, String why) {
        return StatusException.conflict("", "pods/binding", pod.name(), why);
    }
}
