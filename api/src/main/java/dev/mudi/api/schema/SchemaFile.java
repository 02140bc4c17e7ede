package dev.mudi.api.schema;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The resource {@code schemas.bin} that the build makes. All numbers are big-endian.
 *
 * <p>Magic (4 bytes); the number of texts (2) and each text (length 2, modified UTF-8, here plain ASCII); the number of structs (2)
 * and for each its name, group, version, kind (2 each, numbers of texts; all empty but the name for one that is no kind), whether
 * it is atomic (1), and where its fields begin (4, counted from the end of this index); then the fields of each struct: how many
 * (1), and for each its name (2), flags (1: bits 0 and 1 the presence, bit 2 required), the count of outer protobuf numbers (1) and these (1 each), its own
 * number (2), patch strategy, merge key and default (2 each, numbers of texts, the default as JSON), and its type: a byte below
 * 100 for a leaf; 100 and a struct (2), or 101 or 105 where the field makes it atomic or not; 102, list kind (1), count of keys (1), keys (2 each) and the items'
 * type; 103 or, if atomic, 104 and the values' type.
 */
final class SchemaFile {
    private static final int MAGIC = 0x4d534331;
    private static final int HEAD = 13;
    private static final Leaf[] LEAVES = Leaf.values();
    private static final ListSchema.Kind[] KINDS = ListSchema.Kind.values();
    private static final Presence[] PRESENCES = Presence.values();

    private final ByteBuffer bytes;
    private final int[] textAt;
    private final AtomicReferenceArray<@Nullable String> texts;
    private final AtomicReferenceArray<@Nullable Struct> structs;
    private final Map<String, Integer> byName;
    private final Map<String, Integer> byKind;
    private final int headsAt;
    private final int fieldsAt;

    SchemaFile(byte[] content) {
        this.bytes = ByteBuffer.wrap(content);
        if (bytes.getInt() != MAGIC) {
            throw new IllegalStateException("schemas.bin is not of this version: rebuild the module");
        }
        textAt = new int[bytes.getShort() & 0xffff];
        for (int i = 0; i < textAt.length; i++) {
            textAt[i] = bytes.position();
            bytes.position(bytes.position() + 2 + (bytes.getShort(bytes.position()) & 0xffff));
        }
        texts = new AtomicReferenceArray<>(textAt.length);
        int count = bytes.getShort() & 0xffff;
        headsAt = bytes.position();
        fieldsAt = headsAt + count * HEAD;
        structs = new AtomicReferenceArray<>(count);
        byName = HashMap.newHashMap(count);
        byKind = HashMap.newHashMap(count);
        for (int i = 0; i < count; i++) {
            byName.put(text(unsigned(headsAt + i * HEAD)), i);
            var kind = text(unsigned(headsAt + i * HEAD + 6));
            if (!kind.isEmpty()) {
                byKind.put(key(group(i), version(i), kind), i);
            }
        }
    }

    private static String key(String group, String version, String kind) {
        return group + "/" + version + "/" + kind;
    }

    int size() {
        return structs.length();
    }

    Optional<Struct> named(String name) {
        var found = byName.get(name);
        return found == null ? Optional.empty() : Optional.of(struct(found));
    }

    Optional<Struct> kind(String group, String version, String kind) {
        var found = byKind.get(key(group, version, kind));
        return found == null ? Optional.empty() : Optional.of(struct(found));
    }

    String group(int struct) {
        return text(unsigned(headsAt + struct * HEAD + 2));
    }

    String version(int struct) {
        return text(unsigned(headsAt + struct * HEAD + 4));
    }

    String kind(int struct) {
        return text(unsigned(headsAt + struct * HEAD + 6));
    }

    /** The struct of this position, the same one at every question. */
    Struct struct(int position) {
        var known = structs.get(position);
        if (known != null) {
            return known;
        }
        boolean atomic = bytes.get(headsAt + position * HEAD + 8) != 0;
        structs.compareAndSet(position, null, newStruct(position, atomic));
        var made = structs.get(position);
        return made == null ? newStruct(position, atomic) : made;
    }

    private Struct newStruct(int position, boolean atomic) {
        return new Struct(
                text(unsigned(headsAt + position * HEAD)),
                atomic ? ATOMIC : Struct.Traits.NONE,
                () -> fields(position));
    }

    private static final Struct.Traits ATOMIC = new Struct.Traits(true, false, false);

    private List<Field> fields(int struct) {
        var in = bytes.duplicate();
        in.position(fieldsAt + bytes.getInt(headsAt + struct * HEAD + 9));
        int count = in.get() & 0xff;
        var fields = new ArrayList<Field>(count);
        for (int i = 0; i < count; i++) {
            fields.add(field(in));
        }
        return fields;
    }

    private Field field(ByteBuffer in) {
        var name = text(in);
        int flags = in.get();
        int outerCount = in.get();
        var outers = new ArrayList<Integer>(outerCount);
        for (int i = 0; i < outerCount; i++) {
            outers.add(in.get() & 0xff);
        }
        int own = in.getShort() & 0xffff;
        var strategy = text(in);
        var mergeKey = text(in);
        var byDefault = text(in);
        var type = type(in);
        return new Field(
                name,
                type,
                (flags & 4) != 0,
                PRESENCES[flags & 3],
                strategy.isEmpty() && mergeKey.isEmpty() ? Field.Patch.NONE : new Field.Patch(strategy, mergeKey),
                own == 0 ? Field.ProtoNumber.NONE : new Field.ProtoNumber(outers, own),
                parsed(byDefault));
    }

    private Schema type(ByteBuffer in) {
        int tag = in.get();
        return switch (tag) {
            case 100 -> struct(in.getShort() & 0xffff);
            case 101 -> newStruct(in.getShort() & 0xffff, true);
            case 105 -> newStruct(in.getShort() & 0xffff, false);
            case 102 -> {
                var kind = KINDS[in.get()];
                int count = in.get();
                var keys = new ArrayList<String>(count);
                for (int i = 0; i < count; i++) {
                    keys.add(text(in));
                }
                yield new ListSchema(type(in), kind, keys);
            }
            case 103 -> new MapSchema(type(in), false);
            case 104 -> new MapSchema(type(in), true);
            default -> LEAVES[tag];
        };
    }

    /** A default that is not JSON is the name of a Go constant; it belongs in the table of the build. */
    private static Optional<Value> parsed(String text) {
        if (text.isEmpty() || text.startsWith("ref(")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedException e) {
            throw new IllegalStateException("schemas.bin has the default " + text + ", which is not JSON", e);
        }
    }

    private String text(ByteBuffer in) {
        return text(in.getShort() & 0xffff);
    }

    private String text(int number) {
        var known = texts.get(number);
        if (known == null) {
            int at = textAt[number];
            known = new String(bytes.array(), at + 2, unsigned(at), StandardCharsets.ISO_8859_1);
            texts.set(number, known);
        }
        return known;
    }

    private int unsigned(int at) {
        return bytes.getShort(at) & 0xffff;
    }
}
