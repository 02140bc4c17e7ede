package dev.mudi.api.schema;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tree into the form in which an object of a type is kept: types are checked, unknown fields and nulls dropped, quantities and
 * times made canonical, fields put in order, and zero values left out or filled in as upstream's decoding and encoding does.
 * Decoding what was decoded changes nothing. One decoder for one object and thread.
 */
public final class Decoder {
    /** Upstream stops counting here, too. */
    private static final int MAX_ERRORS = 100;

    private static final String METADATA = "metadata.";

    /** Lists of resources are of this group: their amounts are no finer than thousandths. */
    private static final String CORE = "io.k8s.api.core.v1.";

    private final List<String> unknown = new ArrayList<>();

    private final Way way = new Way();

    private final Struct root;
    private final boolean ofCustom;

    private Decoder(Struct type) {
        root = type;
        ofCustom = type.name().isEmpty();
    }

    /**
     * An object in canonical form.
     *
     * @param object what was decoded
     * @param strictErrors {@code unknown field "spec.foo"}, in order, at most 100
     */
    public record Decoded(ObjectValue object, List<String> strictErrors) {}

    /**
     * Decodes an object of a type.
     *
     * @throws MalformedException when a value is not of its type; the message is modelled on that of Go's decoder
     */
    public static Decoded decode(ObjectValue input, Struct type) throws MalformedException {
        var decoder = new Decoder(type);
        var object = decoder.struct(input, type);
        return new Decoded(object, List.copyOf(decoder.unknown));
    }

    /**
     * The canonical form of an object that code has made of decoded ones: what it took away or left out is written as upstream writes it.
     *
     * @throws IllegalStateException when a value is not of its type, which is the fault of that code
     */
    public static ObjectValue canonical(ObjectValue object, Struct type) {
        try {
            return new Decoder(type).struct(object, type);
        } catch (MalformedException e) {
            throw new IllegalStateException("a " + type + " was made that is none: " + e.getMessage(), e);
        }
    }

    /** The value of a struct of which nothing is given: {@code {}}, with what is written even then. */
    public static ObjectValue zero(Struct type) {
        return type.zero();
    }

    private ObjectValue struct(ObjectValue input, Struct type) throws MalformedException {
        var fields = type.fields();
        var given = new @Nullable Value[fields.size()];
        int last = -1;
        boolean ordered = !type.traits().keepsUnknown();
        for (int i = 0; i < input.size(); i++) {
            var name = input.nameAt(i);
            int position = type.position(name);
            ordered = ordered && position > last;
            last = position;
            if (position >= 0) {
                given[position] = field(input.valueAt(i), fields.get(position), type);
            } else if (!type.traits().keepsUnknown()) {
                unknown(name);
            }
        }
        return ordered && isCanonical(input, given, type) ? input : output(input, given, type);
    }

    /** Whether just the given values, in their order, are what is written. */
    private static boolean isCanonical(ObjectValue input, @Nullable Value[] given, Struct type) {
        int written = 0;
        for (int i = 0; i < given.length; i++) {
            var value = written(given[i], type.fields().get(i), type);
            if (value != given[i] || (value != null && value != input.valueAt(written++))) {
                return false;
            }
        }
        return written == input.size();
    }

    private static ObjectValue output(ObjectValue input, @Nullable Value[] given, Struct type) {
        var output = ObjectValue.builder();
        for (int i = 0; i < given.length; i++) {
            var field = type.fields().get(i);
            var value = written(given[i], field, type);
            if (value != null) {
                output.add(field.name(), value);
            }
        }
        if (type.traits().keepsUnknown()) {
            addUnknown(input, type, output);
        }
        return output.build();
    }

    /** What is written for a field of which this was given, null for nothing. */
    private static @Nullable Value written(@Nullable Value given, Field field, Struct type) {
        var kept = given == null ? ZeroValues.missing(field) : ZeroValues.isOmitted(field, given) ? null : given;
        boolean emptyList = kept instanceof ArrayValue list && list.isEmpty() && field.schema() instanceof ListSchema;
        return emptyList && field.presence() != Presence.KEPT_WHEN_GIVEN && isStoredInProtobuf(type)
                ? ZeroValues.missing(field)
                : kept;
    }

    /** Upstream stores the kinds of its own groups in protobuf, which knows no difference between an empty list and none. */
    private static boolean isStoredInProtobuf(Struct type) {
        return type.name().startsWith("io.k8s.api.");
    }

    private static void addUnknown(ObjectValue input, Struct type, ObjectValue.Builder output) {
        for (int i = 0; i < input.size(); i++) {
            if (type.position(input.nameAt(i)) < 0) {
                output.add(input.nameAt(i), input.valueAt(i));
            }
        }
    }

    private void unknown(String name) {
        if (unknown.size() < MAX_ERRORS) {
            unknown.add("unknown field \"" + way.to(name) + "\"");
        }
    }

    /** The decoded value of a field, null where nothing was given. */
    private @Nullable Value field(Value value, Field field, Struct owner) throws MalformedException {
        boolean embedded = owner.traits().embedded();
        if (!embedded && value instanceof NullValue && !isCustom(owner, field.schema())) {
            return null;
        }
        way.enterField(field.name());
        var decoded = embedded ? embedded(value, field, owner) : value(value, field.schema(), owner);
        way.leave();
        return decoded;
    }

    /** A part of an object in a custom one, of which upstream shows all that stands there (apiextensions, schema/objectmeta). */
    private Value embedded(Value value, Field field, Struct owner) throws MalformedException {
        boolean isName = field.name().equals("apiVersion") || field.name().equals("kind");
        if (isName && !(value instanceof StringValue)) {
            throw new MalformedException(unfit(way.place(), value, "must be a string"));
        }
        boolean isMeta =
                field.schema() instanceof Struct struct && !struct.name().isEmpty();
        if (!isMeta) {
            return value(value, field.schema(), owner);
        }
        var place = way.place();
        try {
            return value instanceof NullValue ? ZeroValues.of(field.schema()) : value(value, field.schema(), owner);
        } catch (MalformedException e) {
            throw new MalformedException(unfit(place, value, "" + e.getMessage()), e);
        }
    }

    private static String unfit(FieldPath place, Value value, String why) {
        var errors = new FieldErrors();
        errors.invalid(place, value, why);
        return errors.list().getFirst().message();
    }

    /**
     * Whether a type is one that a custom resource definition states: such types have no names. Values of custom types are taken as they
     * are: whether they fit is for validation to say, with 422 and all complaints at once.
     */
    private static boolean isCustom(Struct owner, Schema type) {
        return owner.name().isEmpty()
                && !(type instanceof Struct struct && !struct.name().isEmpty());
    }

    private Value value(Value value, Schema type, Struct owner) throws MalformedException {
        if (isCustom(owner, type) && !fits(value, type)) {
            return keepsUnknown(type) ? value : emptied(value);
        }
        return switch (type) {
            case Struct struct -> {
                if (value instanceof ObjectValue object) {
                    yield struct(object, struct);
                }
                throw wrongType(value, struct, owner);
            }
            case ListSchema list -> {
                if (value instanceof ArrayValue array) {
                    yield list(array, list, owner);
                }
                throw wrongType(value, list, owner);
            }
            case MapSchema map -> {
                if (value instanceof ObjectValue object) {
                    yield map(object, map, owner);
                }
                throw wrongType(value, map, owner);
            }
            case Leaf leaf -> leaf(value, leaf, owner);
        };
    }

    private static boolean fits(Value value, Schema type) {
        return switch (type) {
            case Struct ignored -> value instanceof ObjectValue;
            case MapSchema ignored -> value instanceof ObjectValue;
            case ListSchema ignored -> value instanceof ArrayValue;
            case Leaf leaf -> leaf != Leaf.SCALAR || !(value instanceof ObjectValue || value instanceof ArrayValue);
        };
    }

    private static boolean keepsUnknown(Schema type) {
        return type instanceof Struct struct && struct.traits().keepsUnknown();
    }

    /** What pruning leaves of a custom value where its schema has nothing of its kind: no field of an object is known (apiextensions, schema/pruning). */
    private Value emptied(Value value) {
        return switch (value) {
            case ObjectValue object -> {
                object.names().forEach(this::unknown);
                yield ObjectValue.EMPTY;
            }
            case ArrayValue list -> {
                var items = new ArrayList<Value>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    way.enterItem(i);
                    items.add(emptied(list.get(i)));
                    way.leave();
                }
                yield new ArrayValue(items);
            }
            default -> value;
        };
    }

    private Value leaf(Value value, Leaf type, Struct owner) throws MalformedException {
        var canonical = switch (type) {
            case SCHEMA_OR_ARRAY ->
                // Of anything else upstream reads nothing, which is neither a schema nor several.
                value instanceof ObjectValue || value instanceof ArrayValue
                        ? alternative(value, owner, ListSchema.of(owner))
                        : ArrayValue.EMPTY;
            case SCHEMA_OR_BOOL -> schemaOrBool(value, owner);
            case SCHEMA_OR_STRINGS ->
                // Of anything else upstream reads nothing, which is neither a schema nor texts.
                value instanceof ObjectValue || value instanceof ArrayValue
                        ? alternative(value, owner, ListSchema.of(Leaf.STRING))
                        : ArrayValue.EMPTY;
            default -> LeafValues.canonical(value, type);
        };
        if (canonical == null) {
            throw wrongType(value, type, owner);
        }
        return canonical;
    }

    private Value schemaOrBool(Value value, Struct owner) throws MalformedException {
        if (!(value instanceof ObjectValue || value instanceof BooleanValue)) {
            throw new MalformedException("boolean or JSON schema expected");
        }
        return alternative(value, owner, Leaf.BOOLEAN);
    }

    /** A JSON schema or something else. Schemas hold these alternatives, so the owner is their type; upstream drops their unknown fields in silence. */
    private Value alternative(Value value, Struct owner, Schema other) throws MalformedException {
        if (!(value instanceof ObjectValue schema)) {
            return value(value, other, owner);
        }
        int known = unknown.size();
        var decoded = struct(schema, owner);
        unknown.subList(known, unknown.size()).clear();
        return decoded;
    }

    private ArrayValue list(ArrayValue input, ListSchema type, Struct owner) throws MalformedException {
        int count = input.size();
        if (count == 0) {
            return ArrayValue.EMPTY;
        }
        var output = new ArrayList<Value>(count);
        boolean changed = false;
        for (int i = 0; i < count; i++) {
            var item = input.get(i);
            way.enterItem(i);
            var decoded = orZero(item, type.items(), owner);
            way.leave();
            changed |= decoded != item;
            output.add(decoded);
        }
        return changed ? new ArrayValue(output) : input;
    }

    private ObjectValue map(ObjectValue input, MapSchema type, Struct owner) throws MalformedException {
        ObjectValue.Builder output = null;
        for (int i = 0; i < input.size(); i++) {
            var value = input.valueAt(i);
            way.enterEntry(input.nameAt(i));
            var decoded = orZero(value, type.values(), owner);
            decoded = type.values() == Leaf.QUANTITY && owner.name().startsWith(CORE)
                    ? LeafValues.roundedToMilli(decoded)
                    : decoded;
            way.leave();
            if (output == null && decoded != value) {
                output = ObjectValue.builder();
                for (int before = 0; before < i; before++) {
                    output.add(input.nameAt(before), input.valueAt(before));
                }
            }
            if (output != null) {
                output.add(input.nameAt(i), decoded);
            }
        }
        return output == null ? input : output.build();
    }

    /** A null in a list or map counts as the zero value of its type. */
    private Value orZero(Value value, Schema type, Struct owner) throws MalformedException {
        boolean zero = value instanceof NullValue && type != Leaf.ANY && !isCustom(owner, type);
        return zero ? ZeroValues.of(type) : value(value, type, owner);
    }

    /** Upstream reads the metadata of custom resources on its own, so that paths start there. */
    private MalformedException wrongType(Value value, Schema type, Struct owner) {
        var all = way.fields(root);
        int meta = ofCustom ? all.lastIndexOf(METADATA) : -1;
        var place = owner.name().isEmpty()
                ? "value"
                : "struct field " + GoNames.simple(owner) + "."
                        + (meta < 0 ? all : all.substring(meta + METADATA.length()));
        return new MalformedException("json: cannot unmarshal " + GoNames.ofValue(value, type) + " into Go " + place
                + " of type " + way.typeName(owner, type));
    }
}
