package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.schema.FieldValidation;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.FieldManagement;
import dev.mudi.apiserver.registry.Updater;
import dev.mudi.apiserver.registry.WriteRequest;
import java.util.List;
import java.util.Optional;

/**
 * What server-side apply makes of an object; it creates the object where there is none.
 *
 * @param wanted as it was sent
 * @param strictErrors found while it was read
 */
record Applied(
        Call call,
        WriteRequest request,
        WriteOptions options,
        FieldManagement fields,
        ObjectValue wanted,
        List<String> strictErrors)
        implements Updater.Transformation {

    static Applied of(Call call, WriteRequest request, WriteOptions options, FieldManagement fields) {
        try {
            var parsed = Yaml.parse(call.context().request().body());
            // Nothing at all is an object without a type.
            var value = parsed.value() instanceof NullValue ? ObjectValue.EMPTY : parsed.value();
            if (value instanceof ObjectValue wanted) {
                return new Applied(call, request, options, fields, wanted, parsed.strictErrors());
            }
            throw StatusException.badRequest(
                    "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot" + " unmarshal "
                            + GoText.typeName(value) + " into Go value of type map[string]interface {}");
        } catch (MalformedException e) {
            throw StatusException.badRequest("error decoding YAML: " + e.getMessage());
        }
    }

    @Override
    public ObjectValue next(ObjectValue current) {
        return merged(Optional.of(current));
    }

    @Override
    public Optional<ObjectValue> instead() {
        if (!request.target().subresource().isEmpty()) {
            return Optional.empty();
        }
        var made = merged(Optional.empty());
        var uid = ObjectMeta.of(wanted).uid();
        if (!uid.isEmpty()) {
            var definition = call.definition();
            throw StatusException.conflict(
                    definition.group(),
                    definition.resource(),
                    call.info().name(),
                    "uid mismatch: the provided object specified uid " + uid + ", and no existing object was found");
        }
        return Optional.of(made);
    }

    /** Upstream's reader of applied objects knows the kind of the resource alone (apimachinery, managedfields). */
    private void mustBeOfTheKind() {
        var definition = call.definition();
        var apiVersion = wanted.string("apiVersion");
        var kind = wanted.string("kind");
        boolean listed = wanted.object("metadata")
                .get("managedFields")
                .filter(fields -> !(fields instanceof NullValue))
                .isPresent();
        if (!listed && !(apiVersion.equals(definition.apiVersion()) && kind.equals(definition.kind()))) {
            throw StatusException.badRequest(
                    "invalid object type: " + (apiVersion.contains("/") ? "" : "/") + apiVersion + ", Kind=" + kind);
        }
    }

    private ObjectValue merged(Optional<ObjectValue> current) {
        mustBeOfTheKind();
        if (wanted.object("metadata").has("name")) {
            Agreement.naming(call, wanted);
        }
        Agreement.named(call, wanted);
        var merged = fields.apply(request, wanted, current, options.force());
        if (options.fieldValidation() == FieldValidation.STRICT && !strictErrors.isEmpty()) {
            throw StatusException.badRequest(
                    "error strict decoding YAML: error converting YAML to JSON: " + String.join("\n", strictErrors));
        }
        var decoder = BodyDecoder.ofMerged(call, options.fieldValidation());
        return Agreement.named(call, decoder.typed(merged, strictErrors));
    }

    @Override
    public boolean managesFields() {
        return true;
    }
}
