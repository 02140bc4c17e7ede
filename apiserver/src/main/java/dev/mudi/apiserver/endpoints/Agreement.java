package dev.mudi.apiserver.endpoints;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;

/** Where URL and body speak of the same thing they must agree (apiserver, registry/rest and handlers). */
final class Agreement {
    private Agreement() {}

    /** The object in the namespace of the request. */
    static ObjectValue inNamespace(Call call, ObjectValue object) {
        var given = ObjectMeta.of(object).namespace();
        var asked = call.namespace();
        if (given.equals(asked)) {
            return object;
        }
        if (asked.isEmpty()) {
            return object.withoutAt("metadata", "namespace");
        }
        if (!given.isEmpty()) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        return object.with("metadata", object.object("metadata").with("namespace", asked));
    }

    /** The object, which has to name itself, with the namespace of the request. */
    static ObjectValue naming(Call call, ObjectValue object) {
        if (ObjectMeta.of(object).name().isEmpty()) {
            throw StatusException.badRequest("the name of the object ("
                    + call.info().name() + " based on URL) was undeterminable: name must be provided");
        }
        return named(call, object);
    }

    /** The object with the namespace and the name of the request. */
    static ObjectValue named(Call call, ObjectValue object) {
        var name = call.info().name();
        var given = ObjectMeta.of(object).name();
        var here = inNamespace(call, object);
        if (given.equals(name)) {
            return here;
        }
        if (!given.isEmpty()) {
            throw StatusException.badRequest(
                    "the name of the object (" + given + ") does not match the name on the URL (" + name + ")");
        }
        return here.with("metadata", here.object("metadata").with("name", name));
    }
}
