package dev.mudi.api.protobuf;

import com.google.protobuf.CodedOutputStream;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
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
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.util.Base64;

/** Writes trees as messages. What has no value is not written; a decoder takes it for the zero value. */
final class MessageWriter {
    private static final String SCHEMA_PROPS =
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    private MessageWriter() {}

    static byte[] write(ObjectValue object, Struct type) {
        return Protobuf.bytes(out -> message(out, object, MessagePlan.of(type)));
    }

    private static void message(CodedOutputStream out, ObjectValue object, MessagePlan plan) throws IOException {
        for (var field : plan.fields().entrySet()) {
            var value = object.get(field.getValue().name());
            if (value.isPresent() && plan.isWrapped(field.getKey())) {
                wrapped(out, field.getKey(), value.get(), field.getValue().schema());
            } else if (value.isPresent()) {
                field(out, field.getKey(), value.get(), field.getValue().schema());
            }
        }
        for (var inner : plan.inlined().entrySet()) {
            var bytes = Protobuf.bytes(inlined -> message(inlined, object, inner.getValue()));
            out.writeByteArray(inner.getKey(), bytes);
        }
    }

    private static void field(CodedOutputStream out, int number, Value value, Schema type) throws IOException {
        if (value instanceof NullValue) {
            return;
        }
        switch (type) {
            case Struct struct -> out.writeByteArray(number, write((ObjectValue) value, struct));
            case ListSchema list -> {
                for (var item : ((ArrayValue) value).items()) {
                    field(out, number, item, list.items());
                }
            }
            case MapSchema map -> {
                var entries = (ObjectValue) value;
                for (int i = 0; i < entries.size(); i++) {
                    out.writeByteArray(number, entry(entries.nameAt(i), entries.valueAt(i), map.values()));
                }
            }
            case Leaf leaf -> leaf(out, number, value, leaf);
        }
    }

    /** A list in a message of its own. */
    private static void wrapped(CodedOutputStream out, int number, Value list, Schema type) throws IOException {
        out.writeByteArray(number, Protobuf.bytes(items -> field(items, 1, list, type)));
    }

    private static byte[] entry(String key, Value value, Schema type) {
        return Protobuf.bytes(out -> {
            out.writeString(1, key);
            if (type instanceof ListSchema) {
                wrapped(out, 2, value, type);
            } else {
                field(out, 2, value, type);
            }
        });
    }

    private static void leaf(CodedOutputStream out, int number, Value value, Leaf type) throws IOException {
        switch (type) {
            case STRING -> out.writeString(number, text(value));
            case BYTES -> out.writeByteArray(number, Base64.getDecoder().decode(text(value)));
            case INT32, INT64 -> out.writeInt64(number, ((IntegerValue) value).number());
            case DOUBLE -> out.writeDouble(number, decimal(value));
            case BOOLEAN -> out.writeBool(number, value.equals(BooleanValue.TRUE));
            case TIME, MICRO_TIME -> out.writeByteArray(number, moment(text(value)));
            case DURATION ->
                out.writeByteArray(number, Protobuf.bytes(one -> one.writeInt64(1, GoDuration.nanos(text(value)))));
            case QUANTITY -> out.writeByteArray(number, Protobuf.bytes(one -> one.writeString(1, text(value))));
            case INT_OR_STRING -> out.writeByteArray(number, intOrString(value));
            case RAW_EXTENSION, FIELDS_V1, ANY, SCALAR ->
                out.writeByteArray(number, Protobuf.bytes(one -> one.writeByteArray(1, Json.write(value))));
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS ->
                out.writeByteArray(number, Protobuf.bytes(one -> choice(one, value, type)));
        }
    }

    /** The alternatives of JSONSchemaPropsOrArray, …OrBool and …OrStringArray. */
    private static void choice(CodedOutputStream out, Value value, Leaf type) throws IOException {
        var props = SchemaCatalog.builtIn().type(SCHEMA_PROPS).orElseThrow();
        switch (value) {
            case ObjectValue schema -> {
                if (type == Leaf.SCHEMA_OR_BOOL) {
                    out.writeBool(1, true);
                }
                out.writeByteArray(type == Leaf.SCHEMA_OR_BOOL ? 2 : 1, write(schema, props));
            }
            case ArrayValue list ->
                field(out, 2, list, ListSchema.of(type == Leaf.SCHEMA_OR_STRINGS ? Leaf.STRING : props));
            case BooleanValue(var allowed) -> out.writeBool(1, allowed);
            default -> throw new IllegalArgumentException("a " + value.typeName() + " is no alternative of " + type);
        }
    }

    private static byte[] intOrString(Value value) {
        return Protobuf.bytes(out -> {
            if (value instanceof StringValue(var text)) {
                out.writeInt64(1, 1);
                out.writeString(3, text);
            } else {
                out.writeInt64(1, 0);
                out.writeInt64(2, ((IntegerValue) value).number());
            }
        });
    }

    private static byte[] moment(String text) {
        try {
            var moment = Times.parse(text);
            return Protobuf.bytes(out -> {
                out.writeInt64(1, moment.getEpochSecond());
                out.writeInt64(2, moment.getNano());
            });
        } catch (MalformedException e) {
            throw new IllegalArgumentException("the object was not decoded: " + e.getMessage(), e);
        }
    }

    private static String text(Value value) {
        return ((StringValue) value).text();
    }

    private static double decimal(Value value) {
        return value instanceof IntegerValue(var number) ? (double) number : ((DecimalValue) value).number();
    }
}
