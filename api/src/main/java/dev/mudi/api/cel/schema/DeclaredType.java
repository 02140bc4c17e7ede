package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.cost.Range;
import dev.mudi.api.cel.cost.SizeSource;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.StructType;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type that rules see of what a schema describes, and how large it can be (apiserver, cel/common/schemas). Immutable.
 */
final class DeclaredType implements SizeSource {
    private static final long LARGEST_REQUEST = 3 * 1024 * 1024;
    private static final long LONGEST_TIME = 32;
    private static final long DATE = 12;

    private final CelType type;
    private final long mostElements;
    private final long smallest;
    private final Map<String, DeclaredType> fields;
    private final @Nullable DeclaredType element;

    private DeclaredType(
            CelType type,
            long mostElements,
            long smallest,
            Map<String, DeclaredType> fields,
            @Nullable DeclaredType element) {
        this.type = type;
        this.mostElements = mostElements;
        this.smallest = smallest;
        this.fields = fields;
        this.element = element;
    }

    private static Optional<DeclaredType> simple(CelType type, long mostElements, long smallest) {
        return Optional.of(new DeclaredType(type, mostElements, smallest, Map.of(), null));
    }

    /** The type of a schema; empty if rules do not see what it describes. */
    static Optional<DeclaredType> of(ObjectValue schema, boolean resource) {
        return of(schema, resource, "selfType");
    }

    private static Optional<DeclaredType> of(ObjectValue schema, boolean resource, String name) {
        if (Schemas.isEither(schema)) {
            return simple(CelType.DYN, textLength(schema, LARGEST_REQUEST - 2), 1);
        }
        var whole = resource ? Schemas.withMetadata(schema) : schema;
        return switch (Schemas.type(whole)) {
            case "array" -> list(whole, name);
            case "object" -> Schemas.values(whole).isPresent() ? map(whole, name) : object(whole, name);
            case "string" -> text(whole);
            case "boolean" -> simple(CelType.BOOL, 0, 4);
            case "number" -> simple(CelType.DOUBLE, 0, 1);
            case "integer" -> simple(CelType.INT, 0, 1);
            default -> Optional.empty();
        };
    }

    private static Optional<DeclaredType> list(ObjectValue schema, String name) {
        return Schemas.items(schema)
                .flatMap(items -> of(items, Schemas.isEmbedded(items), name + ".@idx"))
                .map(items -> new DeclaredType(
                        CelType.list(items.type),
                        Schemas.limit(schema, "maxItems").orElse((LARGEST_REQUEST - 2) / (items.smallest + 1)),
                        2,
                        Map.of(),
                        items));
    }

    private static Optional<DeclaredType> map(ObjectValue schema, String name) {
        return Schemas.values(schema)
                .flatMap(values -> of(values, Schemas.isEmbedded(values), name + ".@elem"))
                .map(values -> new DeclaredType(
                        CelType.map(CelType.STRING, values.type),
                        Schemas.limit(schema, "maxProperties").orElse((LARGEST_REQUEST - 2) / (values.smallest + 6)),
                        2,
                        Map.of(),
                        values));
    }

    private static Optional<DeclaredType> object(ObjectValue schema, String name) {
        var properties = schema.object("properties");
        var required = schema.array("required").strings().toList();
        var fields = new LinkedHashMap<String, DeclaredType>();
        long smallest = 2;
        for (var property : properties.names()) {
            var inner = properties.object(property);
            var escaped = Escaping.escape(property);
            var type = of(inner, Schemas.isEmbedded(inner), name + "." + escaped.orElse(property));
            if (type.isEmpty()) {
                continue;
            }
            escaped.ifPresent(field -> fields.put(field, type.get()));
            if (required.contains(property) && !inner.has("default")) {
                smallest += property.getBytes(StandardCharsets.UTF_8).length + type.get().smallest + 4;
            }
        }
        return Optional.of(new DeclaredType(CelType.struct(name), 0, smallest, fields, null));
    }

    private static Optional<DeclaredType> text(ObjectValue schema) {
        return switch (schema.string("format")) {
            case "byte" ->
                simple(CelType.BYTES, Schemas.limit(schema, "maxLength").orElse(LARGEST_REQUEST - 2), 2);
            case "duration" -> simple(CelType.DURATION, LONGEST_TIME, 3);
            case "date" -> simple(CelType.TIMESTAMP, DATE, DATE);
            case "date-time" -> simple(CelType.TIMESTAMP, LONGEST_TIME, 21);
            default -> {
                var allowed = schema.array("enum");
                long longest = allowed.isEmpty()
                        ? LARGEST_REQUEST - 2
                        : allowed.items().stream()
                                .mapToLong(value -> value instanceof StringValue(var text)
                                        ? text.getBytes(StandardCharsets.UTF_8).length
                                        : 0)
                                .max()
                                .orElse(0);
                yield simple(CelType.STRING, textLength(schema, longest), 2);
            }
        };
    }

    /** Bytes, of which a character may take four. */
    private static long textLength(ObjectValue schema, long otherwise) {
        return Schemas.limit(schema, "maxLength").map(length -> length * 4).orElse(otherwise);
    }

    CelType type() {
        return type;
    }

    /** How often data of this type fits into a request. */
    long cardinality() {
        return LARGEST_REQUEST / (smallest + 1);
    }

    /** The type of a field by its escaped name. */
    Optional<DeclaredType> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The type of items or of values. */
    Optional<DeclaredType> element() {
        return Optional.ofNullable(element);
    }

    /** All structures in this type. */
    List<StructType> structs() {
        var structs = new ArrayList<StructType>();
        collect(structs);
        return structs;
    }

    private void collect(List<StructType> structs) {
        if (type.kind() == CelType.Kind.STRUCT) {
            structs.add(new Struct(type.name(), fields));
        }
        fields.values().forEach(field -> field.collect(structs));
        if (element != null) {
            element.collect(structs);
        }
    }

    /** After a dot, keywords may be written without being escaped. */
    private record Struct(String name, Map<String, DeclaredType> types) implements StructType {
        @Override
        public Set<String> fields() {
            var names = new HashSet<>(types.keySet());
            types.keySet().forEach(field -> Escaping.keyword(field).ifPresent(names::add));
            return names;
        }

        @Override
        public Optional<CelType> field(String name) {
            return Optional.ofNullable(types.get(name))
                    .or(() -> Optional.ofNullable(types.get("__" + name + "__")))
                    .map(DeclaredType::type);
        }
    }

    /** Whatever the variable, its data is of this type. */
    @Override
    public Optional<Range> of(List<String> path) {
        Optional<DeclaredType> here = Optional.of(this);
        for (var step : path.subList(1, path.size())) {
            here = here.flatMap(declared -> declared.step(step));
        }
        return here.map(declared -> new Range(0, declared.mostElements));
    }

    private Optional<DeclaredType> step(String step) {
        return switch (step) {
            case "@items", "@values" -> element();
            case "@keys" -> type.kind() == CelType.Kind.MAP ? simple(CelType.STRING, 0, 2) : Optional.empty();
            default -> field(step);
        };
    }
}
