package dev.mudi.apiserver.endpoints;

import dev.mudi.apiserver.registry.Updater;

/** Changes objects by patches. */
final class PatchEndpoint {
    private final Updater updater;

    PatchEndpoint(Updater updater) {
        this.updater = updater;
    }

    void patch(Call call, Form form) {
        var options = WriteOptions.ofPatch(call.context(), false);
        var request = call.write(options.dryRun(), options.manager());
        var decoder = BodyDecoder.of(call, options.fieldValidation());
        var patching = Patching.of(call, call.definition().schema());
        ObjectWriter.write(
                call,
                form,
                updater.update(
                        request, current -> Agreement.named(call, decoder.typedAfterPatch(patching.patched(current)))));
    }
}
