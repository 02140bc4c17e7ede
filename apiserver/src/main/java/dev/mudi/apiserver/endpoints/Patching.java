package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.patch.JsonPatch;
import dev.mudi.api.patch.MergePatch;
import dev.mudi.api.patch.StrategicMergePatch;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.schema.WholeNumbers;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A patch that a client sent, of one of the kinds that say what to change (and not, as apply, what should be).
 *
 * @param kind of patch
 * @param patch the body
 * @param type of what is patched
 * @param strictErrors what a strict reader finds wrong with the body
 */
record Patching(Kind kind, Value patch, Struct type, List<String> strictErrors) {
    private static final Set<String> OPERATION_FIELDS = Set.of("op", "from", "path", "value");

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
            var type = Body.patchType(call.context().request());
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
            throw ResourceKinds.isCustom(call.definition())
                    ? StatusException.of(
                            Reason.UNSUPPORTED_MEDIA_TYPE,
                            "the body of the request was in an unknown format - accepted media types include: "
                                    + String.join(", ", known))
                    : StatusException.byRouter(Reason.UNSUPPORTED_MEDIA_TYPE, "415: Unsupported Media Type");
        }
    }

    /** Reads the patch of a request. */
    static Patching of(Call call, Struct type) {
        var kind = Kind.of(call);
        var strictErrors = new ArrayList<String>();
        var start = kind == Kind.JSON ? "json patch " : "";
        var body = call.context().request().body();
        try {
            var patch = Json.parse(
                    body, 0, body.length, path -> strictErrors.add(start + "duplicate field \"" + path + "\""));
            mustBeReadable(kind, patch);
            if (kind == Kind.JSON && patch instanceof ArrayValue operations) {
                addUnknown(operations, start, strictErrors);
            }
            return new Patching(kind, patch, type, List.copyOf(strictErrors));
        } catch (MalformedException e) {
            throw StatusException.badRequest((kind == Kind.STRATEGIC ? "" : "error decoding patch: ") + e.getMessage());
        }
    }

    private static void addUnknown(ArrayValue operations, String start, List<String> strictErrors) {
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i) instanceof ObjectValue operation) {
                int at = i;
                operation.names().stream()
                        .filter(name -> !OPERATION_FIELDS.contains(name))
                        .forEach(name -> strictErrors.add(start + "unknown field \"[" + at + "]." + name + "\""));
            }
        }
    }

    /** What upstream shows where the patch makes no object of the kind: its own value, or all that it made. */
    String shown(ObjectValue patched) {
        return switch (kind) {
            case MERGE -> PatchedText.of(patched, patch);
            case JSON -> PatchedText.of(patched, PatchedText.touched(patch));
            case STRATEGIC, APPLY -> GoText.printed(patch);
        };
    }

    /** What the patch makes of an object. */
    ObjectValue patched(ObjectValue current) {
        Value next = switch (kind) {
            case JSON -> patch instanceof NullValue ? current : JsonPatch.apply(current, patch);
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
            // The object stays of its kind, whatever the patch says; but it has to be a text.
            for (var field : List.of("kind", "apiVersion")) {
                changes.get(field).ifPresent(this::mustBeText);
            }
            var rest = changes.without("kind").without("apiVersion");
            return StrategicMergePatch.apply(current, WholeNumbers.in(rest, type), SchemaPatchMetadata.of(type));
        }
        return current;
    }

    private void mustBeText(Value name) {
        if (!(name instanceof StringValue || name instanceof NullValue)) {
            throw refused(
                    name instanceof IntegerValue ? "cannot convert int64 to string" : "unrecognized type: string");
        }
    }

    /** Refuses what the patch would make of an object, without having read it. */
    private StatusException refused(String why) {
        var errors = new FieldErrors();
        errors.invalid(FieldPath.of("patch"), shown(ObjectValue.EMPTY), why);
        return StatusException.invalid("", "", "", errors.list());
    }

    /** Refuses what its kind of patch cannot be; null is one that changes nothing. */
    private static void mustBeReadable(Kind kind, Value patch) {
        boolean good = kind == Kind.JSON || patch instanceof ObjectValue || patch instanceof NullValue;
        if (!good) {
            throw StatusException.badRequest(
                    (kind == Kind.STRATEGIC ? "" : "error decoding patch: ") + "json: cannot unmarshal "
                            + GoText.typeName(patch) + " into Go value of type map[string]interface {}");
        }
        if (kind == Kind.JSON && patch instanceof ArrayValue operations) {
            operations.items().forEach(Patching::mustBeOperation);
        }
    }

    private static void mustBeOperation(Value item) {
        if (!(item instanceof ObjectValue operation)) {
            throw StatusException.badRequest("error decoding patch: json: cannot unmarshal " + GoText.typeName(item)
                    + " into Go value of type handlers.jsonPatchOp");
        }
        for (var field : List.of("op", "path", "from")) {
            operation
                    .get(field)
                    .filter(value -> !(value instanceof StringValue || value instanceof NullValue))
                    .ifPresent(value -> {
                        throw StatusException.badRequest(
                                "error decoding patch: json: cannot unmarshal " + GoText.typeName(value)
                                        + " into Go struct field jsonPatchOp." + field + " of type string");
                    });
        }
    }
}
