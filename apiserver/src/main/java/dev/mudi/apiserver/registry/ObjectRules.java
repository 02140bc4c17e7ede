package dev.mudi.apiserver.registry;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.meta.UpdatedMetadata;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.WriteCheck;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The rules that hold for every object: the metadata that the system writes, generations, deletion marks (apiserver, registry/rest). */
final class ObjectRules {
    private static final String NAME_CHARACTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX = 5;
    private static final int GENERATED_BASE = 63 - SUFFIX;

    private ObjectRules() {}

    static Value time(Instant moment) {
        return Value.of(moment.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A name from a prefix (apiserver, storage/names). */
    static String generatedName(String prefix, RandomGenerator random) {
        var name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), GENERATED_BASE)));
        for (int i = 0; i < SUFFIX; i++) {
            name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
        }
        return name.toString();
    }

    /** Gives a new object the metadata that the system writes, and lets the strategy drop what a creator may not set. */
    static ObjectValue prepareForCreate(
            ResourceDefinition definition, Strategy strategy, ObjectValue object, String name, Instant now) {
        var meta = object.object("metadata")
                .without("selfLink")
                .without("deletionTimestamp")
                .without("deletionGracePeriodSeconds")
                .with("name", name)
                .with("uid", UUID.randomUUID().toString())
                .with("creationTimestamp", time(now));
        var prepared = canonical(definition, strategy.prepareForCreate(object.with("metadata", meta)));
        return strategy.startsGenerations() ? prepared.withAt(Value.of(1), "metadata", "generation") : prepared;
    }

    /** What a strategy took away is written as upstream writes it, such as an empty {@code status}. */
    private static ObjectValue canonical(ResourceDefinition definition, ObjectValue object) {
        var type = definition.schema();
        boolean isBuiltIn = SchemaCatalog.builtIn().type(type.name()).isPresent();
        return isBuiltIn ? Decoder.canonical(object, type) : object;
    }

    static void validateCreate(ResourceDefinition definition, Strategy strategy, ObjectValue object, WriteCheck check) {
        var errors = new FieldErrors();
        check.validate(object, Optional.empty(), errors);
        var checks = strategy.metadataChecks();
        boolean afterwards = checks == MetadataChecks.AFTERWARDS;
        if (!afterwards) {
            MetadataRules.validate(object, definition.isNamespaced(), strategy, errors);
        }
        if (checks == MetadataChecks.KNOWN_FINALIZERS) {
            MetadataRules.knownFinalizers(object, errors);
        }
        strategy.validate(object, errors);
        if (afterwards && errors.isEmpty()) {
            MetadataRules.validate(object, definition.isNamespaced(), strategy, errors);
        } else if (errors.isEmpty()) {
            MetadataRules.segments(object, errors);
        }
        refuse(definition, object, errors);
    }

    /** Puts back what no update may touch, and counts the generation. */
    static ObjectValue prepareForUpdate(
            ResourceDefinition definition, Strategy strategy, ObjectValue next, ObjectValue current) {
        var before = current.object("metadata");
        var meta = next.object("metadata");
        if (meta.string("uid").isEmpty() && before.has("uid")) {
            meta = meta.with("uid", before.string("uid"));
        }
        if (before.has("creationTimestamp")) {
            meta = meta.with("creationTimestamp", before.string("creationTimestamp"));
        }
        if (before.has("deletionTimestamp")) {
            meta = copied(copied(meta, before, "deletionTimestamp"), before, "deletionGracePeriodSeconds");
        }
        meta = copied(meta, before, "generation");
        var prepared = canonical(definition, strategy.prepareForUpdate(next.with("metadata", meta), current));
        boolean changed = strategy.countsGenerations()
                && strategy.generationFields().stream()
                        .map(path -> path.split("\\."))
                        .anyMatch(path -> !Objects.equals(prepared.at(path), current.at(path)));
        return changed ? withNextGeneration(prepared, before.integer("generation", 0)) : prepared;
    }

    private static ObjectValue copied(ObjectValue to, ObjectValue from, String field) {
        return from.get(field).map(value -> to.with(field, value)).orElseGet(() -> to.without(field));
    }

    private static ObjectValue withNextGeneration(ObjectValue object, long generation) {
        return object.withAt(Value.of(generation + 1), "metadata", "generation");
    }

    static void validateUpdate(WriteRequest request, ObjectValue next, ObjectValue current, WriteCheck check) {
        var definition = request.definition();
        var errors = new FieldErrors();
        boolean known = definition.strategy().metadataChecks() == MetadataChecks.KNOWN_FINALIZERS;
        var rule = definition.strategy().nameRule();
        UpdatedMetadata.of(definition.resource(), request.target().subresource())
                .validate(next, current, rule, known, errors);
        check.validate(next, Optional.of(current), errors);
        request.strategy().validateUpdate(next, current, errors);
        refuse(definition, next, errors);
    }

    /** The group in which the kind is stored, which is the one that upstream knows it by inside: Events are of the core group. */
    private static String storedGroup(ResourceDefinition definition) {
        var version = definition.storageVersion();
        int slash = version.indexOf('/');
        return slash < 0 ? "" : version.substring(0, slash);
    }

    private static void refuse(ResourceDefinition definition, ObjectValue object, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid(
                    storedGroup(definition),
                    definition.kind(),
                    ObjectMeta.of(object).name(),
                    errors.list());
        }
    }

    /** Marks an object as being deleted; what has a generation gets the next, for its controllers are to behave otherwise now. */
    static ObjectValue markDeleted(ObjectValue object, Instant when, long graceSeconds) {
        var meta = object.object("metadata");
        if (!meta.has("deletionTimestamp")) {
            long generation = meta.integer("generation", 0);
            meta = meta.with("deletionTimestamp", time(when));
            meta = generation > 0 ? meta.with("generation", Value.of(generation + 1)) : meta;
        }
        return object.with("metadata", meta.with("deletionGracePeriodSeconds", Value.of(graceSeconds)));
    }

    /** Marks an object as being deleted since a moment, and nothing else. */
    static ObjectValue markedSince(ObjectValue object, Instant when) {
        var meta = object.object("metadata");
        return meta.has("deletionTimestamp") ? object : object.withAt(time(when), "metadata", "deletionTimestamp");
    }

    /** Whether an update to this leaves nothing that keeps the object (apiserver, registry.ShouldDeleteDuringUpdate). */
    static boolean isFinished(ResourceDefinition definition, ObjectValue next, ObjectValue current) {
        var meta = ObjectMeta.of(next);
        var before = ObjectMeta.of(current);
        boolean released = meta.finalizers().isEmpty()
                && before.isBeingDeleted()
                && before.deletionGracePeriodSeconds().orElse(0L) == 0;
        return released && (!isNamespace(definition) || namespaceIsFinal(next));
    }

    /** A namespace waits for the finalizers of its spec too. */
    static boolean namespaceIsFinal(ObjectValue namespace) {
        return namespace.object("spec").array("finalizers").isEmpty();
    }

    static boolean isNamespace(ResourceDefinition definition) {
        return definition.group().isEmpty() && definition.resource().equals("namespaces");
    }
}
