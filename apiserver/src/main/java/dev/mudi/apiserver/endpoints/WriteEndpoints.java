package dev.mudi.apiserver.endpoints;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.Creator;
import dev.mudi.apiserver.registry.Updater;
import dev.mudi.apiserver.registry.VersionedStrategy;
import java.util.Optional;

/** Creates and replaces objects. */
final class WriteEndpoints {
    private final Creator creator;
    private final Updater updater;

    WriteEndpoints(Creator creator, Updater updater) {
        this.creator = creator;
        this.updater = updater;
    }

    void create(Call call, Form form) {
        var options = WriteOptions.of(call.context(), "CreateOptions");
        var decoded = BodyDecoder.of(call, options.fieldValidation())
                .decode(call.context().request());
        var object = Agreement.inNamespace(call, decoded);
        mustNotBeTerminating(call.definition(), object);
        ObjectWriter.write(call, form, creator.create(call.write(options.dryRun(), options.manager()), object));
    }

    /** Nothing is created of what is no longer to be. */
    private static void mustNotBeTerminating(ResourceDefinition definition, ObjectValue object) {
        if (definition.strategy() instanceof VersionedStrategy custom && custom.isTerminating()) {
            throw StatusException.forbidden(
                    definition.group(),
                    definition.resource(),
                    ObjectMeta.of(object).name(),
                    "create not allowed while custom resource definition is terminating");
        }
    }

    void update(Call call, Form form) {
        var options = WriteOptions.of(call.context(), "UpdateOptions");
        var decoded = BodyDecoder.of(call, options.fieldValidation())
                .decode(call.context().request());
        var object = Agreement.naming(call, decoded);
        boolean creates = call.info().subresource().isEmpty()
                && call.definition().strategy().allowsCreateOnUpdate();
        var replacement = new Updater.Transformation() {
            @Override
            public ObjectValue next(ObjectValue current) {
                return object;
            }

            @Override
            public Optional<ObjectValue> instead() {
                return creates ? Optional.of(object) : Optional.empty();
            }
        };
        ObjectWriter.write(call, form, updater.update(call.write(options.dryRun(), options.manager()), replacement));
    }
}
