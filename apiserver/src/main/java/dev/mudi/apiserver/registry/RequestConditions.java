package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;
import java.util.Optional;

/** The times of the conditions of a CertificateSigningRequest: whoever approves need not give them (registry/certificates, strategy.go). */
final class RequestConditions {
    private static final String UPDATED = "lastUpdateTime";
    private static final String CHANGED = "lastTransitionTime";

    private RequestConditions() {}

    static boolean areOf(ResourceDefinition definition) {
        return definition.resource().equals("certificatesigningrequests")
                && definition.group().equals("certificates.k8s.io");
    }

    /** The request, each of its conditions with both times. */
    static ObjectValue timed(ObjectValue request, ObjectValue before, Instant now) {
        var conditions = request.object("status").array("conditions");
        if (conditions.isEmpty()) {
            return request;
        }
        var old = before.object("status").array("conditions");
        var timed = conditions
                .objects()
                .map(condition -> (Value) timed(condition, old, now))
                .toList();
        return request.withAt((Value) new ArrayValue(timed), "status", "conditions");
    }

    private static ObjectValue timed(ObjectValue condition, ArrayValue old, Instant now) {
        var time = ObjectRules.time(now);
        var updated = given(condition, UPDATED).isPresent() ? condition : condition.with(UPDATED, time);
        if (given(condition, CHANGED).isPresent()) {
            return updated;
        }
        var since = old.objects()
                .filter(one -> one.string("type").equals(condition.string("type"))
                        && one.string("status").equals(condition.string("status")))
                .flatMap(one -> given(one, CHANGED).stream())
                .findFirst();
        return updated.with(CHANGED, since.orElse(time));
    }

    private static Optional<Value> given(ObjectValue condition, String field) {
        return condition.get(field).filter(value -> !(value instanceof NullValue));
    }
}
