package dev.mudi.api.openapi;

import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Writes the types of custom resources of the schemas that they state (apiextensions, controller/openapi). */
final class CustomTypes {
    /** What Swagger 2.0 does not know, and what upstream does not state in it. */
    private static final Set<String> ONLY_V3 = Set.of("oneOf", "anyOf", "allOf", "not", "nullable", "default");

    private static final String KEEPS = "x-kubernetes-preserve-unknown-fields";
    private static final String EMBEDDED = "x-kubernetes-embedded-resource";

    /** The kind whose description of apiVersion, kind and metadata is that of all. */
    private static final Struct ANY_KIND =
            SchemaCatalog.builtIn().kind("", "v1", "ConfigMap").orElseThrow();

    private final Dialect dialect;

    CustomTypes(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The type of an object: the schema, with what every object has. */
    ObjectValue object(ObjectValue stated, ObjectValue kind, List<SelectableField> selectable) {
        var type = ObjectValue.of("type", Value.of("object"));
        // kubectl takes a type that names some fields for one that has no others.
        boolean open = stated.isEmpty() || (dialect == Dialect.V2 && stated.bool(KEEPS));
        var written = open ? type : completed(dialect == Dialect.V2 ? plain(stated) : stated);
        return withSelectable(written.with("x-kubernetes-group-version-kind", ArrayValue.of(kind)), selectable);
    }

    private static ObjectValue withSelectable(ObjectValue type, List<SelectableField> selectable) {
        if (selectable.isEmpty()) {
            return type;
        }
        var fields = selectable.stream()
                .map(field -> (Value) ObjectValue.of("fieldPath", Value.of(field.label())))
                .toList();
        return type.with("x-kubernetes-selectable-fields", new ArrayValue(fields));
    }

    private ObjectValue completed(ObjectValue schema) {
        var inner = embedded(schema.without(EMBEDDED));
        var properties = withIdentity(inner.object("properties"));
        return inner.with("type", Value.of("object")).with("properties", properties);
    }

    private ObjectValue withIdentity(ObjectValue properties) {
        return properties
                .with("apiVersion", LeafTypes.type("string", "").with("description", described("apiVersion")))
                .with("kind", LeafTypes.type("string", "").with("description", described("kind")))
                .with("metadata", metadata("ObjectMeta", described("metadata")));
    }

    private ObjectValue metadata(String type, String description) {
        return dialect.reference(Operation.META + type, false)
                .putIfPresent("description", description)
                .build();
    }

    private static String described(String field) {
        return ANY_KIND.field(field)
                .map(one -> SchemaCatalog.builtIn().descriptions().of(ANY_KIND, one))
                .orElse("");
    }

    /** Embedded resources say what every object has, unless that would make kubectl refuse what else they have. */
    private ObjectValue embedded(ObjectValue schema) {
        var written = inner(schema, this::embedded);
        if (!schema.bool(EMBEDDED) || (dialect == Dialect.V2 && schema.bool(KEEPS))) {
            return written;
        }
        var required = new ArrayList<>(schema.array("required").strings().toList());
        for (var name : List.of("kind", "apiVersion")) {
            if (!required.contains(name)) {
                required.add(name);
            }
        }
        return written.with("properties", withIdentity(written.object("properties")))
                .with("required", ArrayValue.ofStrings(required));
    }

    /** A schema with each schema in it changed. */
    private static ObjectValue inner(ObjectValue schema, UnaryOperator<ObjectValue> change) {
        var written = ObjectValue.builder();
        schema.forEach((name, value) -> written.put(
                name,
                switch (name) {
                    case "properties" -> value instanceof ObjectValue properties ? each(properties, change) : value;
                    case "items", "additionalProperties" ->
                        value instanceof ObjectValue one ? change.apply(one) : value;
                    default -> value;
                }));
        return written.build();
    }

    private static ObjectValue each(ObjectValue properties, UnaryOperator<ObjectValue> change) {
        var written = ObjectValue.builder();
        properties.forEach(
                (name, value) -> written.put(name, value instanceof ObjectValue schema ? change.apply(schema) : value));
        return written.build();
    }

    /** The type of a list. */
    ObjectValue list(String itemType, ObjectValue kind, List<SelectableField> selectable) {
        var items = ObjectValue.builder()
                .put("type", "array")
                .put("items", dialect.plainReference(itemType))
                .build();
        var written = ObjectValue.builder()
                .put("type", "object")
                .put("required", ArrayValue.of(Value.of("items")))
                .put(
                        "properties",
                        ObjectValue.builder()
                                .put(
                                        "apiVersion",
                                        LeafTypes.type("string", "").with("description", described("apiVersion")))
                                .put("items", items)
                                .put("kind", LeafTypes.type("string", "").with("description", described("kind")))
                                .put("metadata", metadata("ListMeta", described("metadata")))
                                .build())
                .put("x-kubernetes-group-version-kind", ArrayValue.of(kind))
                .build();
        return withSelectable(written, selectable);
    }

    /** A schema without what Swagger 2.0, and kubectl's reading of it, do not know. */
    private static ObjectValue plain(ObjectValue schema) {
        boolean nullable = schema.bool("nullable");
        boolean keeps = schema.bool(KEEPS);
        var written = schema;
        for (var name : ONLY_V3) {
            written = written.without(name);
        }
        if (nullable || keeps) {
            written = written.without("items").without("properties");
        }
        boolean untyped = nullable
                || (keeps && schema.string("type").equals("object"))
                || (schema.string("type").equals("array") && !written.has("items"));
        written = untyped ? written.without("type") : written;
        return inner(withoutNullable(written), CustomTypes::plain);
    }

    /** What may be null is not required. */
    private static ObjectValue withoutNullable(ObjectValue schema) {
        var properties = schema.object("properties");
        var required = schema.array("required").strings().toList();
        boolean none = schema.get("additionalProperties").orElse(NullValue.NULL) instanceof ObjectValue values
                && values.bool("nullable");
        var left = required.stream()
                .filter(name -> !none && !properties.object(name).bool("nullable"))
                .toList();
        if (left.size() == required.size()) {
            return schema;
        }
        return left.isEmpty() ? schema.without("required") : schema.with("required", ArrayValue.ofStrings(left));
    }
}
