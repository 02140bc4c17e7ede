package dev.mudi.api.kinds.extensions;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;

/**
 * The condition {@code Available} of an API service: whether whoever serves its group version can be asked (kube-aggregator, the two
 * availability controllers).
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason in one word
 * @param message for people
 */
public record Availability(String status, String reason, String message) {
    /** Of API services that the server serves by itself. */
    public static final Availability LOCAL =
            new Availability("True", "Local", "Local APIServices are always available");

    private static final String TYPE = "Available";

    /**
     * An API service with this condition.
     *
     * @param now the time since when it is so if it was not, in RFC 3339
     * @return the same if it says so already
     */
    public ObjectValue in(ObjectValue service, String now) {
        var conditions = new ArrayList<ObjectValue>();
        boolean known = false;
        for (var condition :
                service.object("status").array("conditions").objects().toList()) {
            boolean same = condition.string("type").equals(TYPE);
            known |= same;
            conditions.add(same ? after(condition, now) : condition);
        }
        if (!known) {
            conditions.add(after(ObjectValue.EMPTY, now));
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

    private ObjectValue after(ObjectValue before, String now) {
        var since = before.string("status").equals(status) ? before.string("lastTransitionTime") : now;
        return ObjectValue.builder()
                .put("type", TYPE)
                .put("status", status)
                .put("lastTransitionTime", since)
                .put("reason", reason)
                .put("message", message)
                .build();
    }
}
