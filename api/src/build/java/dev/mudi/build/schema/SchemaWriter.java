package dev.mudi.build.schema;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the two resources; {@code dev.mudi.api.schema.SchemaFile} reads them and states the format.
 */
final class SchemaWriter {
    private static final int MAGIC = 0x4d534331;
    private static final List<String> LEAVES = List.of(
            "STRING", "BYTES", "INT32", "INT64", "DOUBLE", "BOOLEAN", "TIME", "MICRO_TIME", "DURATION", "QUANTITY",
            "INT_OR_STRING", "RAW_EXTENSION", "FIELDS_V1", "ANY", "SCHEMA_OR_ARRAY", "SCHEMA_OR_BOOL", "SCHEMA_OR_STRINGS");
    private static final List<String> KINDS = List.of("UNSPECIFIED", "ATOMIC", "SET", "MAP");
    private static final List<String> PRESENCES =
            List.of("OMITTED_WHEN_ZERO", "KEPT_WHEN_GIVEN", "ZERO_WHEN_MISSING", "NULL_WHEN_MISSING");

    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    byte[] schemas(List<Type.StructType> structs) throws IOException {
        structs.forEach(struct -> positions.put(struct.definition(), positions.size()));
        var bodies = new ByteArrayOutputStream();
        var index = new ByteArrayOutputStream();
        try (var body = new DataOutputStream(bodies);
                var head = new DataOutputStream(index)) {
            head.writeShort(structs.size());
            for (var struct : structs) {
                head.writeShort(string(struct.definition()));
                head.writeShort(string(struct.kind().group()));
                head.writeShort(string(struct.kind().version()));
                head.writeShort(string(struct.kind().kind()));
                head.writeByte(struct.atomic() ? 1 : 0);
                head.writeInt(body.size());
                fields(struct, body);
            }
        }
        var out = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(out)) {
            data.writeInt(MAGIC);
            data.writeShort(strings.size());
            for (var text : strings.keySet()) {
                data.writeUTF(text);
            }
            data.write(index.toByteArray());
            data.write(bodies.toByteArray());
        }
        return out.toByteArray();
    }

    private void fields(Type.StructType struct, DataOutputStream out) throws IOException {
        out.writeByte(struct.fields().size());
        for (var field : struct.fields()) {
            out.writeShort(string(field.property().name()));
            out.writeByte((field.property().required() ? 4 : 0) | PRESENCES.indexOf(field.presence()));
            out.writeByte(field.outers().size());
            for (int outer : field.outers()) {
                out.writeByte(outer);
            }
            out.writeShort(field.number());
            out.writeShort(string(field.semantics().strategy()));
            out.writeShort(string(field.semantics().mergeKey()));
            out.writeShort(string(field.semantics().byDefault()));
            type(field.type(), out);
        }
    }

    private void type(Type type, DataOutputStream out) throws IOException {
        switch (type) {
            case Type.LeafType leaf -> out.writeByte(LEAVES.indexOf(leaf.name()));
            case Type.Ref ref -> {
                out.writeByte(switch (ref.mapType()) {
                    case "atomic" -> 101;
                    case "granular" -> 105;
                    default -> 100;
                });
                var position = positions.get(ref.definition());
                if (position == null) {
                    throw new IllegalStateException("a field refers to " + ref.definition() + ", which is not there");
                }
                out.writeShort(position);
            }
            case Type.ListOf list -> {
                out.writeByte(102);
                out.writeByte(KINDS.indexOf(list.kind()));
                out.writeByte(list.keys().size());
                for (var key : list.keys()) {
                    out.writeShort(string(key));
                }
                type(list.items(), out);
            }
            case Type.MapOf map -> {
                out.writeByte(map.atomic() ? 104 : 103);
                type(map.values(), out);
            }
        }
    }

    private int string(String text) {
        return strings.computeIfAbsent(text, key -> strings.size());
    }

    /** The description of each struct and its fields, in the order of the schemas. */
    static byte[] descriptions(List<Type.StructType> structs) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(out)) {
            for (var struct : structs) {
                var texts = new ArrayList<String>();
                texts.add(struct.description());
                struct.fields().forEach(field -> texts.add(field.property().description()));
                for (var text : texts) {
                    var bytes = text.getBytes(StandardCharsets.UTF_8);
                    data.writeInt(bytes.length);
                    data.write(bytes);
                }
            }
        }
        return out.toByteArray();
    }
}
