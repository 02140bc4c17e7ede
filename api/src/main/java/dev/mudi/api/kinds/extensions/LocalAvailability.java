package dev.mudi.api.kinds.extensions;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;

/** The condition of API services that the server serves by itself (kube-aggregator, local availability controller). */
public final class LocalAvailability {
    private static final String TYPE = "Available";

    private LocalAvailability() {}

    /**
     * An API service that is available.
     *
     * @param service one without a service behind it
     * @param now the time when it became so if it was not, in RFC 3339
     * @return the same if it says so already
     */
    public static ObjectValue of(ObjectValue service, String now) {
        var conditions = new ArrayList<ObjectValue>();
        boolean known = false;
        for (var condition :
                service.object("status").array("conditions").objects().toList()) {
            boolean same = condition.string("type").equals(TYPE);
            known |= same;
            conditions.add(same ? available(condition, now) : condition);
        }
        if (!known) {
            conditions.add(available(ObjectValue.EMPTY, now));
        }
        return service.withAt(ArrayValue.of(conditions.toArray(Value[]::new)), "status", "conditions");
    }

    /** Whether an API service says that it is available. */
    public static boolean isTold(ObjectValue service) {
        return service.object("status")
                .array("conditions")
                .objects()
                .anyMatch(condition -> condition.string("type").equals(TYPE)
                        && condition.string("status").equals("True"));
    }

    private static ObjectValue available(ObjectValue before, String now) {
        var since = before.string("status").equals("True") ? before.string("lastTransitionTime") : now;
        return ObjectValue.builder()
                .put("type", TYPE)
                .put("status", "True")
                .put("lastTransitionTime", since)
                .put("reason", "Local")
                .put("message", "Local APIServices are always available")
                .build();
    }
}
