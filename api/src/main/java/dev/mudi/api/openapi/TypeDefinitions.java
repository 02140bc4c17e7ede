package dev.mudi.api.openapi;

import dev.mudi.api.schema.Descriptions;
import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Presence;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes types as OpenAPI schemas, with Kubernetes' extensions. */
final class TypeDefinitions {
    private final Dialect dialect;
    private final Descriptions descriptions;
    private final Map<String, ArrayValue> kinds;

    /**
     * A writer.
     *
     * @param kinds the group, version and kind of each type that is a kind, by its name
     */
    TypeDefinitions(Dialect dialect, Descriptions descriptions, Map<String, ArrayValue> kinds) {
        this.dialect = dialect;
        this.descriptions = descriptions;
        this.kinds = kinds;
    }

    /** A mark of a field. */
    private record Mark(String name, String value) {}

    /** What upstream says of fields although it is so anyway. */
    private static final Map<String, Mark> SAID = Map.of(
            "io.k8s.api.core.v1.PersistentVolumeClaimStatus allocatedResourceStatuses",
            new Mark("x-kubernetes-map-type", "granular"),
            "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec caBundle",
            new Mark("x-kubernetes-list-type", "atomic"));

    /** All named types that these types reach, themselves included, by name. */
    static Map<String, Schema> reachable(Collection<? extends Schema> roots) {
        var found = new TreeMap<String, Schema>();
        var open = new ArrayDeque<Schema>(roots);
        while (!open.isEmpty()) {
            switch (open.poll()) {
                case Struct struct -> {
                    boolean isNew = struct.name().isEmpty() || found.putIfAbsent(struct.name(), struct) == null;
                    if (isNew) {
                        addFields(struct, open);
                    }
                }
                case ListSchema list -> open.add(list.items());
                case MapSchema map -> open.add(map.values());
                case Leaf leaf -> LeafTypes.name(leaf).ifPresent(name -> found.put(name, leaf));
            }
        }
        return found;
    }

    private static void addFields(Struct struct, Deque<Schema> open) {
        for (var field : struct.fields()) {
            open.add(field.schema());
        }
    }

    /** The schema of a type. */
    ObjectValue definition(Schema type) {
        return switch (type) {
            case Struct struct -> struct(struct);
            case Leaf leaf -> LeafTypes.definition(leaf, dialect);
            case ListSchema list -> inline(list, false).build();
            case MapSchema map -> inline(map, false).build();
        };
    }

    private ObjectValue struct(Struct struct) {
        var properties = ObjectValue.builder();
        var required = new ArrayList<String>();
        struct.fields().stream()
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .forEach(field -> properties.put(field.name(), property(struct, field)));
        struct.fields().stream().filter(Field::required).forEach(field -> required.add(field.name()));
        var definition = ObjectValue.builder()
                .putIfPresent("description", descriptions.of(struct))
                .put("type", "object");
        var fields = properties.build();
        if (!fields.isEmpty()) {
            definition.put("properties", fields);
        }
        if (!required.isEmpty()) {
            definition.put("required", ArrayValue.ofStrings(required));
        }
        var kind = kinds.get(struct.name());
        if (kind != null) {
            definition.put("x-kubernetes-group-version-kind", kind);
        }
        if (struct.traits().atomic()) {
            definition.put("x-kubernetes-map-type", "atomic");
        }
        Unions.of(struct.name()).ifPresent(union -> definition.put("x-kubernetes-unions", ArrayValue.of(union)));
        if (struct.traits().keepsUnknown()) {
            definition.put("x-kubernetes-preserve-unknown-fields", BooleanValue.TRUE);
        }
        return definition.build();
    }

    private ObjectValue property(Struct owner, Field field) {
        var property = inline(field.schema(), field.presence() == Presence.ZERO_WHEN_MISSING);
        property.putIfPresent("description", descriptions.of(owner, field));
        defaultOf(field).ifPresent(value -> property.put("default", value));
        Enums.of(owner.name(), field.name()).ifPresent(values -> limit(property, field, values));
        Optional.ofNullable(SAID.get(owner.name() + " " + field.name()))
                .ifPresent(mark -> property.put(mark.name(), mark.value()));
        property.putIfPresent("x-kubernetes-patch-strategy", field.patch().strategy());
        property.putIfPresent("x-kubernetes-patch-merge-key", field.patch().mergeKey());
        return unwrapped(property.build());
    }

    /** What a field has that is not given: v3 states the zero value of what is always written, v2 states no defaults (apiserver, routes/openapi). */
    private Optional<Value> defaultOf(Field field) {
        if (dialect == Dialect.V2) {
            return Optional.empty();
        }
        boolean written = field.presence() == Presence.ZERO_WHEN_MISSING;
        return field.defaultValue()
                .or(() -> written && field.schema() instanceof Leaf leaf ? LeafTypes.zero(leaf) : Optional.empty());
    }

    /** Says which texts a field, or each of its items or values, may have. */
    private void limit(ObjectValue.Builder property, Field field, ArrayValue values) {
        switch (field.schema()) {
            case ListSchema list ->
                property.put(
                        "items", inline(list.items(), false).put("enum", values).build());
            case MapSchema map ->
                property.put(
                        "additionalProperties",
                        inline(map.values(), false).put("enum", values).build());
            case Struct ignored -> property.put("enum", values);
            case Leaf ignored -> property.put("enum", values);
        }
    }

    private ObjectValue.Builder inline(Schema type, boolean alwaysThere) {
        return switch (type) {
            case Struct struct when struct.name().isEmpty() -> copy(struct(struct));
            case Struct struct -> {
                var written = dialect.reference(struct.name(), alwaysThere);
                boolean shared = SchemaCatalog.builtIn()
                        .type(struct.name())
                        .map(one -> one.traits().atomic())
                        .orElse(struct.traits().atomic());
                yield struct.traits().atomic() == shared
                        ? written
                        : written.put("x-kubernetes-map-type", shared ? "granular" : "atomic");
            }
            case ListSchema list -> {
                var items = inner(list.items());
                var written = ObjectValue.builder().put("type", "array").put("items", items);
                if (list.kind() != ListSchema.Kind.UNSPECIFIED) {
                    written.put("x-kubernetes-list-type", list.kind().name().toLowerCase(Locale.ROOT));
                }
                if (!list.keys().isEmpty()) {
                    written.put("x-kubernetes-list-map-keys", ArrayValue.ofStrings(list.keys()));
                }
                yield written;
            }
            case MapSchema map -> {
                var written =
                        ObjectValue.builder().put("type", "object").put("additionalProperties", inner(map.values()));
                if (map.atomic()) {
                    written.put("x-kubernetes-map-type", "atomic");
                }
                yield written;
            }
            case Leaf leaf ->
                LeafTypes.name(leaf)
                        .map(name -> dialect.reference(name, false))
                        .orElseGet(() -> copy(LeafTypes.definition(leaf, dialect)));
        };
    }

    /** The type of what is in a list or a map. */
    private ObjectValue inner(Schema type) {
        return unwrapped(inline(type, false).build());
    }

    /** A reference beside which there is nothing stands alone. */
    private static ObjectValue unwrapped(ObjectValue type) {
        var references = type.array("allOf");
        return type.size() == 1 && references.size() == 1 ? references.object(0) : type;
    }

    private static ObjectValue.Builder copy(ObjectValue object) {
        var copy = ObjectValue.builder();
        object.forEach(copy::put);
        return copy;
    }
}
