package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;

/** Conditions in the status of Pods. */
final class PodConditions {
    private PodConditions() {}

    /** The pod with a condition of this type that is true; when it became so stays if it was. */
    static ObjectValue withTrue(ObjectValue pod, String type, String reason, String message, Instant now) {
        var conditions = pod.object("status").array("conditions");
        var condition = ObjectValue.builder()
                .put("type", type)
                .put("status", "True")
                .put("lastProbeTime", dev.mudi.api.tree.NullValue.NULL)
                .put("lastTransitionTime", ObjectRules.time(now))
                .putIfPresent("reason", reason)
                .putIfPresent("message", message)
                .build();
        for (int i = 0; i < conditions.size(); i++) {
            var present = conditions.object(i);
            if (present.string("type").equals(type)) {
                var since = present.get("lastTransitionTime").orElse(ObjectRules.time(now));
                var next = present.string("status").equals("True")
                        ? condition.with("lastTransitionTime", since)
                        : condition;
                return with(pod, conditions.with(i, next));
            }
        }
        return with(pod, conditions.plus(condition));
    }

    /** Whether a condition of this type is true. */
    static boolean isTrue(ObjectValue pod, String type) {
        return pod.object("status")
                .array("conditions")
                .objects()
                .anyMatch(condition -> condition.string("type").equals(type)
                        && condition.string("status").equals("True"));
    }

    private static ObjectValue with(ObjectValue pod, ArrayValue conditions) {
        return pod.withAt((Value) conditions, "status", "conditions");
    }
}
