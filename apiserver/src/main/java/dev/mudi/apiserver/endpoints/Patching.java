package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.patch.JsonPatch;
import dev.mudi.api.patch.MergePatch;
import dev.mudi.api.patch.StrategicMergePatch;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;

/**
 * A patch that a client sent, of one of the kinds that say what to change (and not, as apply, what should be).
 *
 * @param kind of patch
 * @param patch the body
 * @param type of what is patched
 */
record Patching(Kind kind, Value patch, Struct type) {

    /** The kinds of patches, by Content-Type. */
    enum Kind {
        /** RFC 6902. */
        JSON("application/json-patch+json"),
        /** RFC 7386. */
        MERGE("application/merge-patch+json"),
        /** Kubernetes' own; built-in kinds only. */
        STRATEGIC("application/strategic-merge-patch+json"),
        /** Server-side apply. */
        APPLY("application/apply-patch+yaml");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** The kind of a request's patch; 415 for what is none. */
        static Kind of(Call call) {
            var type = Body.mediaType(call.context().request());
            var known = new ArrayList<String>();
            for (var kind : values()) {
                if (kind == STRATEGIC && ResourceKinds.isCustom(call.definition())) {
                    continue;
                }
                if (kind.type.equals(type)) {
                    return kind;
                }
                known.add(kind.type);
            }
            throw StatusException.of(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    ResourceKinds.isCustom(call.definition())
                            ? "the body of the request was in an unknown format - accepted media types include: "
                                    + String.join(", ", known)
                            : "415: Unsupported Media Type");
        }
    }

    /** Reads the patch of a request. */
    static Patching of(Call call, Struct type) {
        var kind = Kind.of(call);
        try {
            return new Patching(kind, Json.parse(call.context().request().body()), type);
        } catch (MalformedException e) {
            throw StatusException.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    /** What the patch makes of an object. */
    ObjectValue patched(ObjectValue current) {
        Value next = switch (kind) {
            case JSON -> JsonPatch.apply(current, patch);
            case MERGE -> MergePatch.apply(current, patch);
            case STRATEGIC, APPLY -> strategic(current);
        };
        if (next instanceof ObjectValue object) {
            return object;
        }
        throw StatusException.badRequest("the patch makes a " + next.typeName() + " of the object");
    }

    private ObjectValue strategic(ObjectValue current) {
        if (patch instanceof ObjectValue changes) {
            return StrategicMergePatch.apply(current, changes, SchemaPatchMetadata.of(type));
        }
        throw StatusException.badRequest(
                "error decoding patch: json: cannot unmarshal " + patch.typeName() + " into an object");
    }
}
