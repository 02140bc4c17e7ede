package dev.mudi.apiserver.endpoints;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.FieldManagement;
import dev.mudi.apiserver.registry.Updater;
import org.jspecify.annotations.Nullable;

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
        return new Patched(call, BodyDecoder.of(call, options.fieldValidation()));
    }

    /** What a patch makes of an object. For one request, on its thread. */
    private static final class Patched implements Updater.Transformation {
        private final Call call;
        private final BodyDecoder decoder;
        private @Nullable Patching read;

        Patched(Call call, BodyDecoder decoder) {
            this.call = call;
            this.decoder = decoder;
        }

        @Override
        public ObjectValue next(ObjectValue current) {
            var patching = read == null ? Patching.of(call, call.definition().schema()) : read;
            read = patching;
            var patched = decoder.typedAfterPatch(patching.patched(current), patching);
            return Agreement.naming(call, patched);
        }
    }
}
