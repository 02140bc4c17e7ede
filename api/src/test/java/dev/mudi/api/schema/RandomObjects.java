package dev.mudi.api.schema;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Objects of any type with random fields; the same seed gives the same object. */
public final class RandomObjects {
    private static final int DEPTH = 7;
    private static final List<String> TEXTS = List.of("", "a", "web-0", "ü ☸", "yes", "10.0.0.1", "x\ny\"z\\", "100m");
    private static final List<String> QUANTITIES = List.of("0", "1", "100m", "1Gi", "1500m", "12e6", "7k");
    private static final List<String> DURATIONS = List.of("0s", "1s", "1m30s", "2h0m0.5s", "15ms", "-3s");

    private final SplittableRandom random;

    private RandomObjects(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** An object of a type, in canonical form or not, with fields that protobuf has. */
    public static ObjectValue of(Struct type, long seed) {
        return new RandomObjects(seed).struct(type, DEPTH);
    }

    private ObjectValue struct(Struct type, int depth) {
        var object = ObjectValue.builder();
        for (var field : type.fields()) {
            if (field.number().own() != 0 && random.nextInt(DEPTH + 1) < depth) {
                object.put(field.name(), value(field.schema(), depth - 1));
            }
        }
        return object.build();
    }

    private Value value(Schema type, int depth) {
        return switch (type) {
            case Struct struct -> struct(struct, depth);
            case ListSchema list -> {
                var items = new ArrayList<Value>();
                for (int i = random.nextInt(1, 3); i > 0; i--) {
                    items.add(value(list.items(), depth));
                }
                yield new ArrayValue(items);
            }
            case MapSchema map -> {
                var entries = ObjectValue.builder();
                for (int i = random.nextInt(1, 3); i > 0; i--) {
                    entries.put("k" + i, value(map.values(), depth));
                }
                yield entries.build();
            }
            case Leaf leaf -> leaf(leaf);
        };
    }

    private Value leaf(Leaf type) {
        return switch (type) {
            case STRING -> Value.of(one(TEXTS));
            case BYTES -> Value.of(one(List.of("", "aGVsbG8=", "AP8=")));
            case INT32 -> Value.of((long) random.nextInt());
            case INT64 -> Value.of(random.nextLong());
            case DOUBLE -> new DecimalValue(random.nextInt() + 0.5);
            case BOOLEAN -> Value.of(random.nextBoolean());
            case TIME -> Value.of("20" + random.nextInt(10, 99) + "-01-31T12:00:00Z");
            case MICRO_TIME -> Value.of("2026-01-31T12:00:00." + random.nextInt(100_000, 1_000_000) + "Z");
            case DURATION -> Value.of(one(DURATIONS));
            case QUANTITY -> Value.of(one(QUANTITIES));
            case INT_OR_STRING -> random.nextBoolean() ? Value.of((long) random.nextInt()) : Value.of(one(TEXTS));
            case RAW_EXTENSION, FIELDS_V1, ANY, SCALAR -> ObjectValue.of(one(TEXTS), Value.of(one(TEXTS)));
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> ObjectValue.of("type", Value.of("string"));
        };
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
