package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** What the resources of one version of a definition do: defaults and validation by their schema, a status of its own if they have one. */
final class CustomStrategy implements Strategy {
    private static final String STATUS = "status";

    private final CustomSchema schema;
    private final boolean hasStatus;
    private final List<String> counted;
    private final Strategy ofStatus = new OfStatus();

    CustomStrategy(CustomSchema schema, boolean hasStatus) {
        this.schema = schema;
        this.hasStatus = hasStatus;
        this.counted = schema.tree().object("properties").names().stream()
                .filter(name -> !List.of("metadata", "apiVersion", "kind").contains(name))
                .filter(name -> !hasStatus || !name.equals(STATUS))
                .toList();
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return schema.defaulted(object);
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        return hasStatus ? object.without(STATUS) : object;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue next, ObjectValue current) {
        return hasStatus ? withStatusOf(next, current) : next;
    }

    private static ObjectValue withStatusOf(ObjectValue next, ObjectValue from) {
        return from.get(STATUS).map(status -> next.with(STATUS, status)).orElseGet(() -> next.without(STATUS));
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        new SchemaValidation(errors).validate(object, schema.tree());
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return false;
    }

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public List<String> generationFields() {
        return counted;
    }

    @Override
    public List<String> resetFields() {
        return hasStatus ? List.of(STATUS) : List.of();
    }

    @Override
    public Strategy subresource(String name) {
        return name.equals(STATUS) ? ofStatus : this;
    }

    /** A write of the status changes the status, and of the metadata only who wrote it. */
    private final class OfStatus implements Strategy {
        @Override
        public ObjectValue prepareForUpdate(ObjectValue next, ObjectValue current) {
            var managed = next.object("metadata").get("managedFields");
            var metadata = current.object("metadata");
            var kept = managed.map(fields -> metadata.with("managedFields", fields))
                    .orElseGet(() -> metadata.without("managedFields"));
            return withStatusOf(current, next).with("metadata", kept);
        }

        @Override
        public void validate(ObjectValue object, FieldErrors errors) {
            CustomStrategy.this.validate(object, errors);
        }

        @Override
        public boolean allowsUnconditionalUpdate() {
            return false;
        }

        @Override
        public List<String> resetFields() {
            var reset = new ArrayList<>(List.of("metadata.annotations", "metadata.labels", "metadata.finalizers"));
            reset.addAll(counted);
            return reset;
        }
    }
}
