package dev.mudi.apiserver.crd;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.jsonschema.ValueValidation;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.KindVersions;
import dev.mudi.apiserver.registry.ScalePaths;
import dev.mudi.apiserver.registry.VersionedStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the resources of one version of a definition do: defaults and validation by their schema, a status of its own if they have one. */
final class CustomStrategy implements VersionedStrategy {
    private static final String STATUS = "status";

    private final DefinedVersions versions;
    private final CustomSchema schema;
    private final CustomRules rules;
    private final boolean hasStatus;
    private final Optional<ScalePaths> scale;
    private final Notice notice;
    private final List<String> counted;
    private final VersionedStrategy ofStatus = new OfStatus();

    /**
     * What clients of a version are told.
     *
     * @param deprecation the warning, if it is deprecated
     * @param terminating whether the definition is being deleted, so that nothing is created any more
     */
    record Notice(Optional<String> deprecation, boolean terminating) {}

    CustomStrategy(
            String apiVersion, DefinedVersions versions, boolean hasStatus, Optional<ScalePaths> scale, Notice notice) {
        this.versions = versions;
        this.schema = versions.schema(apiVersion);
        this.rules = new CustomRules(schema.tree());
        this.hasStatus = hasStatus;
        this.scale = scale;
        this.notice = notice;
        this.counted = schema.tree().object("properties").names().stream()
                .filter(name -> !List.of("metadata", "apiVersion", "kind").contains(name))
                .filter(name -> !hasStatus || !name.equals(STATUS))
                .toList();
    }

    @Override
    public KindVersions versions() {
        return versions;
    }

    @Override
    public Optional<ScalePaths> scale() {
        return scale;
    }

    @Override
    public Optional<String> deprecation() {
        return notice.deprecation;
    }

    @Override
    public boolean isTerminating() {
        return notice.terminating;
    }

    @Override
    public ObjectValue decoded(ObjectValue object) {
        return schema.withoutNulls(object);
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
        new ValueValidation(errors).validate(object, schema.tree());
        scale.ifPresent(paths -> new ScaleValidation(errors).validate(object, paths));
        new EmbeddedResources(errors).validate(object, schema.tree());
        new ListTypes(errors).validate(object, schema.tree());
        rules.validate(object, errors);
    }

    @Override
    public void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
        var found = new FieldErrors();
        new ValueValidation(found).validate(next, schema.tree());
        rules.keepNew(found, next, current, errors);
        scale.ifPresent(paths -> new ScaleValidation(errors).validate(next, paths));
        new EmbeddedResources(errors).validate(next, schema.tree());
        validateLists(next, current, errors);
        rules.validateUpdate(next, current, errors);
    }

    /** Lists that were no sets before the schema said so may stay as they are (apiextensions, customresource/strategy). */
    private void validateLists(ObjectValue next, ObjectValue current, FieldErrors errors) {
        var before = new FieldErrors();
        new ListTypes(before).validate(current, schema.tree());
        if (before.isEmpty()) {
            new ListTypes(errors).validate(next, schema.tree());
        }
    }

    @Override
    public List<String> warnings(ObjectValue object) {
        return FinalizerWarnings.of(object, ObjectValue.EMPTY);
    }

    @Override
    public List<String> warningsOnUpdate(ObjectValue next, ObjectValue current) {
        var warnings = new ArrayList<>(rules.warnings(next, current));
        warnings.addAll(FinalizerWarnings.of(next, current));
        return warnings;
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
    public VersionedStrategy subresource(String name) {
        return name.equals(STATUS) ? ofStatus : this;
    }

    /** A write of the status changes the status, and of the metadata only who wrote it. */
    private final class OfStatus implements VersionedStrategy {
        @Override
        public KindVersions versions() {
            return versions;
        }

        @Override
        public Optional<ScalePaths> scale() {
            return scale;
        }

        @Override
        public Optional<String> deprecation() {
            return notice.deprecation;
        }

        @Override
        public boolean isTerminating() {
            return notice.terminating;
        }

        @Override
        public ObjectValue prepareForUpdate(ObjectValue next, ObjectValue current) {
            var managed = next.object("metadata").get("managedFields");
            var metadata = current.object("metadata");
            var kept = managed.map(fields -> metadata.with("managedFields", fields))
                    .orElseGet(() -> metadata.without("managedFields"));
            return withStatusOf(current, next).with("metadata", kept);
        }

        @Override
        public void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
            var found = new FieldErrors();
            new ValueValidation(found).validateStatus(next, schema.tree());
            rules.keepNew(found, next, current, errors);
            scale.ifPresent(paths -> new ScaleValidation(errors).validateStatus(next, paths));
            new EmbeddedResources(errors).validate(next, schema.tree());
            validateLists(next, current, errors);
            rules.validateUpdate(next, current, errors);
        }

        @Override
        public List<String> warningsOnUpdate(ObjectValue next, ObjectValue current) {
            return rules.warnings(next, current);
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
