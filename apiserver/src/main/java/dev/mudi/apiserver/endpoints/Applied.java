package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.status.StatusException;
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
            if (parsed.value() instanceof ObjectValue wanted) {
                return new Applied(call, request, options, fields, wanted, parsed.strictErrors());
            }
            throw StatusException.badRequest("error decoding YAML: an object is to be applied, not "
                    + parsed.value().typeName());
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
        return request.target().subresource().isEmpty() ? Optional.of(merged(Optional.empty())) : Optional.empty();
    }

    private ObjectValue merged(Optional<ObjectValue> current) {
        Agreement.named(call, wanted);
        var merged = fields.apply(request, wanted, current, options.force());
        var decoder = BodyDecoder.of(call, options.fieldValidation());
        return Agreement.named(call, decoder.typed(merged, strictErrors));
    }

    @Override
    public boolean managesFields() {
        return true;
    }
}
