package dev.mudi.api.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.schema.Times;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages as trees. Fields of unknown numbers are skipped. For one message and what is in it. */
final class MessageReader {
    private static final int MAX_DEPTH = 200;
    private static final String SCHEMA_PROPS =
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    private int depth;

    private MessageReader() {}

    static ObjectValue read(ByteString message, Struct type) throws MalformedException {
        try {
            return new MessageReader().struct(message.newCodedInput(), type);
        } catch (IOException e) {
            throw new MalformedException("proto: " + e.getMessage(), e);
        }
    }

    /** What was read so far of a message; lists and maps grow with each occurrence. */
    private static final class Collected {
        private final Map<String, Value> values = new LinkedHashMap<>();
        private final Map<String, List<Value>> lists = new HashMap<>();
        private final Map<String, Map<String, Value>> maps = new HashMap<>();

        ObjectValue build() {
            lists.forEach((name, items) -> values.put(name, new ArrayValue(items)));
            maps.forEach((name, entries) -> values.put(name, object(entries)));
            return object(values);
        }

        private static ObjectValue object(Map<String, Value> fields) {
            var object = ObjectValue.builder();
            fields.forEach(object::put);
            return object.build();
        }
    }

    private ObjectValue struct(CodedInputStream in, Struct type) throws IOException, MalformedException {
        if (++depth > MAX_DEPTH) {
            throw new MalformedException("proto: the message is nested deeper than " + MAX_DEPTH);
        }
        var collected = new Collected();
        fields(in, MessagePlan.of(type), collected);
        depth--;
        return collected.build();
    }

    private void fields(CodedInputStream in, MessagePlan plan, Collected collected)
            throws IOException, MalformedException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            var field = plan.fields().get(number);
            var inlined = plan.inlined().get(number);
            if (field != null && plan.isWrapped(number)) {
                collected.values.put(field.name(), value(in, field.schema()));
            } else if (field != null) {
                field(in, tag, field, collected);
            } else if (inlined != null) {
                int limit = in.pushLimit(in.readRawVarint32());
                fields(in, inlined, collected);
                in.popLimit(limit);
            } else {
                in.skipField(tag);
            }
        }
    }

    private void field(CodedInputStream in, int tag, Field field, Collected collected)
            throws IOException, MalformedException {
        switch (field.schema()) {
            case ListSchema list ->
                items(in, tag, list, collected.lists.computeIfAbsent(field.name(), name -> new ArrayList<>()));
            case MapSchema map ->
                entry(in, map.values(), collected.maps.computeIfAbsent(field.name(), name -> new LinkedHashMap<>()));
            case Struct struct -> collected.values.put(field.name(), value(in, struct));
            case Leaf leaf -> {
                if (leaf == Leaf.DURATION || !isPacked(tag, leaf)) {
                    collected.values.put(field.name(), value(in, leaf));
                } else {
                    in.skipField(tag);
                }
            }
        }
    }

    private void items(CodedInputStream in, int tag, ListSchema type, List<Value> items)
            throws IOException, MalformedException {
        if (type.items() instanceof Leaf leaf && isPacked(tag, leaf)) {
            int limit = in.pushLimit(in.readRawVarint32());
            while (!in.isAtEnd()) {
                items.add(value(in, leaf));
            }
            in.popLimit(limit);
        } else {
            items.add(value(in, type.items()));
        }
    }

    /** Numbers one after the other in one field, as proto3 writes them. */
    private static boolean isPacked(int tag, Leaf leaf) {
        boolean isNumber = leaf == Leaf.INT32 || leaf == Leaf.INT64 || leaf == Leaf.BOOLEAN || leaf == Leaf.DOUBLE;
        return isNumber && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private void entry(CodedInputStream in, Schema type, Map<String, Value> entries)
            throws IOException, MalformedException {
        int limit = in.pushLimit(in.readRawVarint32());
        var key = "";
        Value value = null;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = in.readStringRequireUtf8();
                case 2 -> value = type instanceof ListSchema list ? wrapped(in, list) : value(in, type);
                default -> in.skipField(tag);
            }
        }
        in.popLimit(limit);
        entries.put(key, value == null ? NullValue.NULL : value);
    }

    /** A list as the value of a map stands in a message of its own. */
    private Value wrapped(CodedInputStream in, ListSchema type) throws IOException, MalformedException {
        int limit = in.pushLimit(in.readRawVarint32());
        var items = new ArrayList<Value>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            items(in, tag, type, items);
        }
        in.popLimit(limit);
        return new ArrayValue(items);
    }

    private Value value(CodedInputStream in, Schema type) throws IOException, MalformedException {
        return switch (type) {
            case Struct struct -> {
                int limit = in.pushLimit(in.readRawVarint32());
                var object = struct(in, struct);
                in.popLimit(limit);
                yield object;
            }
            case ListSchema list -> wrapped(in, list);
            case MapSchema ignored -> throw new MalformedException("proto: a map stands where protobuf can have none");
            case Leaf leaf -> leaf(in, leaf);
        };
    }

    private Value leaf(CodedInputStream in, Leaf type) throws IOException, MalformedException {
        return switch (type) {
            case STRING -> Value.of(in.readStringRequireUtf8());
            case BYTES -> Value.of(Base64.getEncoder().encodeToString(in.readByteArray()));
            case INT32 -> Value.of((long) in.readInt32());
            case INT64 -> Value.of(in.readInt64());
            case DOUBLE -> decimal(in.readDouble());
            case BOOLEAN -> Value.of(in.readBool());
            case TIME -> moment(parts(in), true);
            case MICRO_TIME -> moment(parts(in), false);
            case DURATION -> Value.of(GoDuration.text(parts(in).number(1)));
            case QUANTITY -> Value.of(quantity(parts(in).text(1)));
            case INT_OR_STRING -> intOrString(parts(in));
            case RAW_EXTENSION, FIELDS_V1, ANY, SCALAR -> json(parts(in).bytes(1));
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> choice(in, type);
        };
    }

    private static Value decimal(double number) {
        boolean isWhole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return isWhole ? Value.of((long) number) : new DecimalValue(number);
    }

    private static Value moment(Parts parts, boolean whole) {
        if (parts.isEmpty()) {
            return NullValue.NULL;
        }
        var moment = Instant.ofEpochSecond(parts.number(1), parts.number(2));
        return Value.of(whole ? Times.text(moment) : Times.microText(moment));
    }

    private static String quantity(String text) {
        return text.isEmpty() ? "0" : text;
    }

    private static Value intOrString(Parts parts) {
        return parts.number(1) == 1 ? Value.of(parts.text(3)) : Value.of((long) (int) parts.number(2));
    }

    private static Value json(byte[] bytes) throws MalformedException {
        return bytes.length == 0 ? NullValue.NULL : Json.parse(bytes);
    }

    /** The alternatives of JSONSchemaPropsOrArray, …OrBool and …OrStringArray. */
    private Value choice(CodedInputStream in, Leaf type) throws IOException, MalformedException {
        var props = SchemaCatalog.builtIn().type(SCHEMA_PROPS).orElseThrow();
        int limit = in.pushLimit(in.readRawVarint32());
        Value schema = null;
        Value allowed = BooleanValue.FALSE;
        var items = new ArrayList<Value>();
        int schemaNumber = type == Leaf.SCHEMA_OR_BOOL ? 2 : 1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == schemaNumber) {
                schema = value(in, props);
            } else if (type == Leaf.SCHEMA_OR_BOOL) {
                allowed = Value.of(in.readBool());
            } else {
                items.add(value(in, type == Leaf.SCHEMA_OR_STRINGS ? Leaf.STRING : props));
            }
        }
        in.popLimit(limit);
        return firstOf(schema, type == Leaf.SCHEMA_OR_BOOL ? allowed : new ArrayValue(items));
    }

    private static Value firstOf(@Nullable Value one, Value other) {
        return one == null ? other : one;
    }

    private static Parts parts(CodedInputStream in) throws IOException {
        return Parts.read(in.readByteArray());
    }
}
