package dev.mudi.apiserver.endpoints;

import dev.mudi.apiserver.registry.FieldManagement;
import dev.mudi.apiserver.registry.Updater;

/** Changes objects by patches, and applies what managers want. */
final class PatchEndpoint {
    private final Updater updater;
    private final FieldManagement fields;

    PatchEndpoint(Updater updater, FieldManagement fields) {
        this.updater = updater;
        this.fields = fields;
    }

    void patch(Call call, Form form) {
        boolean apply = Patching.Kind.of(call) == Patching.Kind.APPLY;
        var options = WriteOptions.ofPatch(call.context(), apply);
        var request = call.write(options.dryRun(), options.manager());
        var transformation = apply ? Applied.of(call, request, options, fields) : patched(call, options);
        ObjectWriter.write(call, form, updater.update(request, transformation));
    }

    private static Updater.Transformation patched(Call call, WriteOptions options) {
        var decoder = BodyDecoder.of(call, options.fieldValidation());
        var patching = Patching.of(call, call.definition().schema());
        return current -> Agreement.naming(call, decoder.typedAfterPatch(patching.patched(current)));
    }
}
