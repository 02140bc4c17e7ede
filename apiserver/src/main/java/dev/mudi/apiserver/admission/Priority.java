package dev.mudi.apiserver.admission;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Comparator;
import java.util.Optional;

/** Turns a pod's priority class into its priority (upstream's plugin Priority). */
final class Priority implements Admission {
    private static final String GROUP = "scheduling.k8s.io";
    private static final String CLASSES = "priorityclasses";
    private static final ObjectValue NO_CLASS = ObjectValue.EMPTY.with("preemptionPolicy", "PreemptLowerPriority");

    private final LiveObjects objects;

    Priority(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "Priority";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue pod) {
        if (!request.writes("", "pods")) {
            return pod;
        }
        return request.operation() == AdmissionRequest.Operation.CREATE
                ? pod.with("spec", withPriority(request, pod.object("spec")))
                : kept(pod, request.old().orElse(ObjectValue.EMPTY).object("spec"));
    }

    /** An update that leaves out what was computed keeps it. */
    private static ObjectValue kept(ObjectValue pod, ObjectValue before) {
        var next = pod;
        for (var field : new String[] {"priority", "preemptionPolicy"}) {
            var old = before.get(field);
            if (old.isPresent() && !next.object("spec").has(field)) {
                next = next.withAt(old.get(), "spec", field);
            }
        }
        return next;
    }

    private ObjectValue withPriority(AdmissionRequest request, ObjectValue spec) {
        var named = spec.string("priorityClassName");
        var found = named.isEmpty() ? byDefault() : objects.get(GROUP, CLASSES, "", named);
        if (found.isEmpty() && !named.isEmpty()) {
            throw request.forbidden("no PriorityClass with name " + named + " was found");
        }
        var priorityClass = found.orElse(NO_CLASS);
        long priority = priorityClass.integer("value", 0);
        if (spec.has("priority") && spec.integer("priority", 0) != priority) {
            throw request.forbidden("the integer value of priority (" + spec.integer("priority", 0)
                    + ") must not be provided in pod spec; priority admission controller computed " + priority
                    + " from the given PriorityClass name");
        }
        var policy = priorityClass.string("preemptionPolicy");
        var given = spec.string("preemptionPolicy");
        if (!policy.isEmpty() && spec.has("preemptionPolicy") && !given.equals(policy)) {
            throw request.forbidden("the string value of PreemptionPolicy (" + given
                    + ") must not be provided in pod spec; priority admission controller computed " + policy
                    + " from the given PriorityClass name");
        }
        var next = spec.with("priority", Value.of(priority));
        var name = ObjectMeta.of(priorityClass).name();
        next = name.isEmpty() ? next : next.with("priorityClassName", name);
        return policy.isEmpty() ? next : next.with("preemptionPolicy", policy);
    }

    private Optional<ObjectValue> byDefault() {
        return objects.list(GROUP, CLASSES, "").stream()
                .filter(one -> one.bool("globalDefault"))
                .min(Comparator.comparingLong(one -> one.integer("value", 0)));
    }

    @Override
    public void validate(AdmissionRequest request) {
        var sent = request.object().orElse(ObjectValue.EMPTY);
        if (!request.writes(GROUP, CLASSES) || !sent.bool("globalDefault")) {
            return;
        }
        byDefault().map(present -> ObjectMeta.of(present).name()).ifPresent(present -> {
            boolean another = request.operation() == AdmissionRequest.Operation.CREATE
                    || !present.equals(ObjectMeta.of(sent).name());
            if (another) {
                throw request.forbidden(
                        "PriorityClass " + present + " is already marked as default. Only one default can exist");
            }
        });
    }
}
