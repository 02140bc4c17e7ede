package dev.mudi.build.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides the type, presence and semantics of every field, of model, message and tables. */
final class Typing {
    /** More than the fields of any inlined message. */
    private static final int ROOM = 100;

    private static final int LAST = 10_000;

    private static final Set<String> PLAIN = Set.of("String", "byte[]", "Integer", "Long", "Double", "Boolean");

    private final Map<String, Message> messages;
    private final Map<String, String> names;
    private final Tables tables;

    Typing(Map<String, Message> messages, Map<String, String> names, Tables tables) {
        this.messages = messages;
        this.names = names;
        this.tables = tables;
    }

    /** Where a field stands in its message: the field itself, the numbers of the messages that are inlined in JSON from the outermost, the place in the order. */
    private record Place(Message.ProtoField field, List<Integer> outers, int order) {
        Place inlinedIn(int outer, int at) {
            var all = new ArrayList<Integer>();
            all.add(outer);
            all.addAll(outers);
            return new Place(field, all, at + order / ROOM);
        }
    }

    Type.StructType struct(String definition, Model model, Type.Kind kind) {
        var message = Optional.ofNullable(messages.get(definition));
        var fields = new ArrayList<Type.FieldType>();
        record Ordered(Type.FieldType field, int order) {}
        var ordered = new ArrayList<Ordered>();
        for (var property : model.properties()) {
            var place = message.flatMap(one -> place(one, model, property.name()));
            var order = property.name().equals("kind") && place.isEmpty() ? -2
                    : property.name().equals("apiVersion") && place.isEmpty() ? -1
                    : property.name().equals("metadata") ? 0
                    : place.map(Place::order)
                            .or(() -> tables.place(definition, property.name()).map(Tables.Place::order))
                            .orElse(LAST);
            ordered.add(new Ordered(field(definition, model, property, place), order));
        }
        ordered.stream().sorted(Comparator.comparingInt(Ordered::order)).forEach(one -> fields.add(one.field));
        var atomic = message.map(one -> !Message.values(one.markers(), "+structType").isEmpty()
                        && Message.values(one.markers(), "+structType").getFirst().equals("atomic"))
                .orElse(false);
        atomic |= tables.semantics(definition, ".").map(one -> one.mapType().equals("atomic")).orElse(false);
        return new Type.StructType(definition, kind, atomic, model.description(), fields);
    }

    private Optional<Place> place(Message message, Model model, String property) {
        var wanted = protoName(property);
        int order = 1;
        for (var field : message.fields().values()) {
            if (field.name().equalsIgnoreCase(wanted)) {
                return Optional.of(new Place(field, List.of(), order));
            }
            order += ROOM;
        }
        order = 1;
        for (var outer : message.fields().values()) {
            var inner = messages.get(Naming.definition(outer.type()));
            if (inner != null && !outer.repeated() && !model.has(outer.name())) {
                var within = place(inner, model, property);
                if (within.isPresent()) {
                    return Optional.of(within.get().inlinedIn(outer.number(), order));
                }
            }
            order += ROOM;
        }
        return Optional.empty();
    }

    /** protobuf has no {@code $ref} and no {@code x-kubernetes-validations}. */
    private static String protoName(String json) {
        var name = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '-' && i + 1 < json.length()) {
                name.append(Character.toUpperCase(json.charAt(++i)));
            } else if (c != '$') {
                name.append(c);
            }
        }
        return name.toString();
    }

    private Type.FieldType field(String definition, Model model, Model.Property property, Optional<Place> place) {
        var proto = place.map(Place::field);
        var semantics = tables.semantics(definition, property.name())
                .orElseGet(() -> proto.map(Typing::ofMarkers)
                        .orElse(new Type.Semantics("", List.of(), "", "", "", "")));
        var protoType = proto.map(Message.ProtoField::type).orElse("");
        var type = type(definition, property, protoType, semantics);
        var presence = tables.presence(definition, property.name())
                .orElseGet(() -> presence(model, property, type));
        var comment = proto.map(Message.ProtoField::comment).orElse("");
        var own = ownDescription(property);
        var described = own.isEmpty() ? comment : own;
        var told = tables.place(definition, property.name()).map(Tables.Place::numbers);
        return new Type.FieldType(
                new Model.Property(property.name(), property.javaType(), property.required(), described),
                type,
                presence,
                semantics,
                place.map(Place::outers)
                        .or(() -> told.map(numbers -> numbers.subList(0, numbers.size() - 1)))
                        .orElse(List.of()),
                proto.map(Message.ProtoField::number).or(() -> told.map(List::getLast)).orElse(0));
    }

    /** What the model says of the field, unless it describes the field's type; the models write the end of a paragraph as two spaces. */
    private static String ownDescription(Model.Property property) {
        var isPlain = PLAIN.contains(property.javaType().replaceFirst("^(List|Map)<.*", "String"));
        return isPlain ? property.description().replace("  ", "\n\n") : "";
    }

    private static Type.Semantics ofMarkers(Message.ProtoField field) {
        var map = field.value("+mapType").isEmpty() ? field.value("+structType") : field.value("+mapType");
        return new Type.Semantics(
                field.value("+listType"),
                field.values("+listMapKey"),
                field.value("+patchStrategy"),
                field.value("+patchMergeKey"),
                map,
                field.value("+default"));
    }

    private Type type(String definition, Model.Property property, String proto, Type.Semantics semantics) {
        var java = property.javaType();
        if (java.startsWith("List<")) {
            var items = scalar(definition, property, inner(java), proto);
            var kind = semantics.listType().isEmpty()
                    ? "UNSPECIFIED"
                    : semantics.listType().toUpperCase(Locale.ROOT);
            return new Type.ListOf(items, kind, semantics.keys());
        }
        var atomic = semantics.mapType().equals("atomic");
        if (java.startsWith("Map<String, ")) {
            var of = inner(java);
            var value = proto.startsWith("map<") ? proto.substring(proto.indexOf(", ") + 2, proto.length() - 1) : "";
            var values = of.startsWith("List<")
                    ? new Type.ListOf(scalar(definition, property, inner(of), ""), "UNSPECIFIED", List.of())
                    : scalar(definition, property, of, value);
            return new Type.MapOf(values, atomic);
        }
        var type = scalar(definition, property, java, proto);
        return type instanceof Type.Ref ref ? new Type.Ref(ref.definition(), semantics.mapType()) : type;
    }

    private static String inner(String java) {
        return java.replaceFirst("^(List<|Map<String, )(.*)>$", "$2");
    }

    private Type scalar(String definition, Model.Property property, String java, String proto) {
        var told = tables.leaf(definition, property.name());
        if (told.isPresent()) {
            return told.get().contains(".") ? new Type.Ref(told.get(), "") : new Type.LeafType(told.get());
        }
        var simple = proto.substring(proto.lastIndexOf('.') + 1);
        return switch (java) {
            case "String" -> new Type.LeafType(simple.equals("Duration") ? "DURATION" : "STRING");
            case "byte[]" -> new Type.LeafType("BYTES");
            case "Integer" -> new Type.LeafType("INT32");
            case "Long" -> new Type.LeafType("INT64");
            case "Double" -> new Type.LeafType("DOUBLE");
            case "Boolean" -> new Type.LeafType("BOOLEAN");
            case "OffsetDateTime" -> new Type.LeafType(simple.equals("MicroTime") ? "MICRO_TIME" : "TIME");
            case "Quantity" -> new Type.LeafType("QUANTITY");
            case "IntOrString" -> new Type.LeafType("INT_OR_STRING");
            case "Object" -> new Type.LeafType(switch (simple) {
                case "RawExtension", "" -> "RAW_EXTENSION";
                case "FieldsV1" -> "FIELDS_V1";
                case "JSONSchemaPropsOrArray" -> "SCHEMA_OR_ARRAY";
                case "JSONSchemaPropsOrBool" -> "SCHEMA_OR_BOOL";
                case "JSONSchemaPropsOrStringArray" -> "SCHEMA_OR_STRINGS";
                default -> "ANY";
            });
            default -> {
                var to = names.get(java);
                if (to == null) {
                    throw new IllegalStateException(definition + "." + property.name() + " is of the unknown type " + java);
                }
                yield new Type.Ref(to, "");
            }
        };
    }

    /** The usual tags of a Go field: what is required has no omitempty, what is optional has it and structs are pointers then. */
    private static String presence(Model model, Model.Property property, Type type) {
        var isPart = model.isKind() && List.of("spec", "status", "metadata").contains(property.name());
        if (isPart && type instanceof Type.Ref) {
            return "ZERO_WHEN_MISSING";
        }
        var collection = type instanceof Type.ListOf
                || type instanceof Type.MapOf
                || type.equals(new Type.LeafType("BYTES"));
        var special = type instanceof Type.LeafType leaf
                && List.of("TIME", "MICRO_TIME", "RAW_EXTENSION", "FIELDS_V1", "ANY").contains(leaf.name());
        if (property.required()) {
            return collection || special ? "NULL_WHEN_MISSING" : "ZERO_WHEN_MISSING";
        }
        var plain = type instanceof Type.LeafType leaf
                && List.of("STRING", "INT32", "INT64", "DOUBLE", "BOOLEAN").contains(leaf.name());
        return collection || plain ? "OMITTED_WHEN_ZERO" : "KEPT_WHEN_GIVEN";
    }
}
