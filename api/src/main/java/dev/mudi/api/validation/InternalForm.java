package dev.mudi.api.validation;

import dev.mudi.api.codec.GoText;
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
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How upstream shows a structure of its own in a message: Go's names of the fields, all of them in Go's order, and null where a
 * pointer, a list or a map is not set. Stateless.
 */
public final class InternalForm {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /** A part of PersistentVolumeSpec inside, not a structure of its own in JSON. */
    private static final String PERSISTENT_SOURCE = "PersistentVolumeSource";

    private static final List<String> OF_HOST =
            List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

    private InternalForm() {}

    /**
     * The internal form of a value.
     *
     * @param type group and version as packages are called, and the structure: {@code core.v1.PodSpec}
     */
    public static Value of(Value value, String type) {
        return shown(value, struct("io.k8s.api." + type));
    }

    /** The place of a structure, which is shown in its internal form. */
    public static At at(At structure, String type) {
        return structure.holding(of(structure.value(), type));
    }

    /** The place of a list of structures, which are shown in their internal form. */
    public static At each(At list, String type) {
        var struct = struct("io.k8s.api." + type);
        return list.holding(shown(list.value(), ListSchema.of(struct)));
    }

    /** A selector of labels as upstream shows it, its labels in order. */
    public static At selector(At selector) {
        return selector.holding(shown(selector.value(), struct(META + "LabelSelector")));
    }

    /** Complains unless a structure is what it was. */
    public static void mustNotHaveChanged(At now, At before, String type) {
        if (!now.same(before)) {
            at(now, type).invalid("field is immutable");
        }
    }

    /** The difference of two structures, line by line. */
    public static String difference(Value before, Value after, String type) {
        return UnifiedDiff.of(GoText.indented(of(before, type)), GoText.indented(of(after, type)));
    }

    private static Struct struct(String name) {
        if (name.endsWith(PERSISTENT_SOURCE)) {
            var sources = InternalNames.order(PERSISTENT_SOURCE);
            var fields = new ArrayList<>(
                    struct("io.k8s.api.core.v1.PersistentVolumeSpec").fields());
            fields.removeIf(field -> !sources.contains(field.name()));
            return new Struct(PERSISTENT_SOURCE, Struct.Traits.NONE, () -> fields);
        }
        return SchemaCatalog.builtIn()
                .type(name)
                .orElseThrow(() -> new IllegalArgumentException("no structure is called " + name));
    }

    private static Value shown(Value value, Schema type) {
        return switch (type) {
            case Struct struct
            when struct.name().startsWith(META) && value instanceof ObjectValue object -> json(object, struct);
            case Struct struct when value instanceof ObjectValue object -> structure(object, struct);
            case ListSchema list
            when value instanceof ArrayValue items ->
                new ArrayValue(items.items().stream()
                        .map(item -> shown(item, list.items()))
                        .toList());
            case MapSchema map when value instanceof ObjectValue entries -> entries(entries, map.values());
            case Struct ignored -> value;
            case ListSchema ignored -> value;
            case MapSchema ignored -> value;
            case Leaf ignored -> value;
        };
    }

    private static Value entries(ObjectValue entries, Schema type) {
        var shown = ObjectValue.builder();
        entries.names().stream()
                .sorted()
                .forEach(name -> shown.put(name, shown(entries.get(name).orElse(NullValue.NULL), type)));
        return shown.build();
    }

    private static Value structure(ObjectValue object, Struct struct) {
        var name = struct.name().substring(struct.name().lastIndexOf('.') + 1);
        var shown = ObjectValue.builder();
        if (name.equals("PodSecurityContext")) {
            OF_HOST.forEach(field -> shown.put(InternalNames.of(name, field), ofHost(object, field)));
        }
        for (var field : fields(name, struct)) {
            if (isMetadata(field)) {
                var metadata = (ObjectValue) shown(object.object(field.name()), field.schema());
                metadata.names().forEach(one -> metadata.get(one).ifPresent(value -> shown.put(one, value)));
            } else if (name.equals("PodSpec") && field.name().equals("securityContext")) {
                shown.put("SecurityContext", shown(withHost(object), field.schema()));
            } else {
                shown.put(InternalNames.of(name, field.name()), field(object.get(field.name()), field));
            }
        }
        return shown.build();
    }

    /** The structures of meta/v1 have names for JSON; only their maps are put in order. */
    private static Value json(ObjectValue object, Struct struct) {
        var shown = ObjectValue.builder();
        for (var field : struct.fields()) {
            object.get(field.name()).ifPresent(value -> shown.put(field.name(), shown(value, field.schema())));
        }
        return shown.build();
    }

    private static boolean isMetadata(Field field) {
        return field.schema() instanceof Struct struct && struct.name().equals(META + "ObjectMeta");
    }

    /** Upstream keeps what a pod shares with its host in its security context. */
    private static ObjectValue withHost(ObjectValue spec) {
        var context = spec.object("securityContext");
        for (var field : OF_HOST) {
            if (spec.has(field)) {
                context = context.with(field, spec.get(field).orElseThrow());
            }
        }
        return context;
    }

    private static Value ofHost(ObjectValue context, String field) {
        boolean pointer = field.equals("shareProcessNamespace") || field.equals("hostUsers");
        return context.get(field).orElse(pointer ? NullValue.NULL : BooleanValue.FALSE);
    }

    private static List<Field> fields(String name, Struct struct) {
        var order = InternalNames.order(name);
        var fields = new ArrayList<>(struct.fields());
        if (name.equals("PodSpec")) {
            fields.removeIf(
                    field -> OF_HOST.contains(field.name()) || field.name().equals("serviceAccount"));
        }
        if (!order.isEmpty()) {
            fields.sort((one, other) -> Integer.compare(order.indexOf(one.name()), order.indexOf(other.name())));
        }
        return fields;
    }

    private static Value field(Optional<Value> given, Field field) {
        var value = given.filter(one -> !(one instanceof NullValue));
        if (value.isPresent()) {
            return shown(value.get(), field.schema());
        }
        boolean pointer =
                field.presence() == Presence.KEPT_WHEN_GIVEN || field.presence() == Presence.NULL_WHEN_MISSING;
        return switch (field.schema()) {
            case Struct struct -> pointer ? NullValue.NULL : shown(ObjectValue.EMPTY, struct);
            case ListSchema ignored -> NullValue.NULL;
            case MapSchema ignored -> NullValue.NULL;
            case Leaf leaf -> pointer ? NullValue.NULL : zero(leaf);
        };
    }

    private static Value zero(Leaf leaf) {
        return switch (leaf) {
            case STRING -> Value.of("");
            case INT32, INT64, DOUBLE, INT_OR_STRING -> Value.of(0);
            case BOOLEAN -> BooleanValue.FALSE;
            case QUANTITY -> Value.of("0");
            case DURATION -> Value.of("0s");
            case BYTES,
                    TIME,
                    MICRO_TIME,
                    RAW_EXTENSION,
                    FIELDS_V1,
                    ANY,
                    SCALAR,
                    SCHEMA_OR_ARRAY,
                    SCHEMA_OR_BOOL,
                    SCHEMA_OR_STRINGS -> NullValue.NULL;
        };
    }
}
