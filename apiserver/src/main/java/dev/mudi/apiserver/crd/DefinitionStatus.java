package dev.mudi.apiserver.crd;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The status of a definition that is served. Pure. */
final class DefinitionStatus {
    private DefinitionStatus() {}

    /** The status with the names accepted, the conditions true, and the storage version among those ever stored. */
    static ObjectValue established(ObjectValue crd, Instant now) {
        var status = crd.object("status");
        var conditions = status.array("conditions");
        conditions = withTrue(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", now);
        conditions = withTrue(
                conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        var stored = status.array("storedVersions");
        var storage = new StringValue(Definitions.storageVersion(crd));
        return status.with("conditions", conditions)
                .with("acceptedNames", crd.object("spec").object("names"))
                .with("storedVersions", stored.items().contains(storage) ? stored : stored.plus(storage));
    }

    private static ArrayValue withTrue(ArrayValue conditions, String type, String reason, String message, Instant now) {
        for (int i = 0; i < conditions.size(); i++) {
            var present = conditions.object(i);
            if (present.string("type").equals(type)) {
                return present.string("status").equals("True")
                        ? conditions
                        : conditions.with(i, condition(type, reason, message, now));
            }
        }
        return conditions.plus(condition(type, reason, message, now));
    }

    private static Value condition(String type, String reason, String message, Instant now) {
        return ObjectValue.builder()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("reason", reason)
                .put("message", message)
                .build();
    }
}
