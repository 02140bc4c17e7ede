package dev.mudi.api.apply;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Writes and reads sets of fields as {@code metadata.managedFields} has them (Kubernetes reference, FieldsV1). */
final class FieldsV1 {
    private static final String SELF = ".";

    /** Whether what was read so far stands as it would be written. */
    private boolean canonical = true;

    private FieldsV1() {}

    static ObjectValue write(FieldSet set) {
        var known = set.written();
        if (known == null) {
            known = write(set, false);
            set.writtenAs(known);
        }
        return known;
    }

    private static ObjectValue write(FieldSet set, boolean self) {
        if (set.isEmpty()) {
            return ObjectValue.EMPTY;
        }
        var object = ObjectValue.builder();
        if (self) {
            object.add(SELF, ObjectValue.EMPTY);
        }
        for (int i = 0; i < set.size(); i++) {
            object.add(set.step(i).encoded(), write(set.below(i), set.isMember(i)));
        }
        return object.build();
    }

    /**
     * Reads a set.
     *
     * @throws MalformedException if it is none
     */
    static FieldSet read(ObjectValue fields) throws MalformedException {
        var reading = new FieldsV1();
        var collector = new FieldSet.Collector();
        reading.read(fields, collector);
        var set = collector.build();
        return reading.canonical ? set.writtenAs(fields) : set;
    }

    private void read(ObjectValue fields, FieldSet.Collector set) throws MalformedException {
        PathElement last = null;
        for (int i = 0; i < fields.size(); i++) {
            var name = fields.nameAt(i);
            if (name.equals(SELF)) {
                canonical &= i == 0 && fields.size() > 1 && fields.valueAt(0).equals(ObjectValue.EMPTY);
                continue;
            }
            if (!(fields.valueAt(i) instanceof ObjectValue below)) {
                throw new MalformedException("expected an object at " + name);
            }
            var step = step(name);
            canonical = canonical
                    && (last == null || last.compareTo(step) < 0)
                    && (step instanceof PathElement.Field || step.encoded().equals(name));
            last = step;
            if (below.isEmpty() || below.has(SELF)) {
                set.add(step);
            }
            read(below, set.below(step));
        }
    }

    private static PathElement step(String text) throws MalformedException {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new MalformedException("expected f:, k:, v: or i: at " + text);
        }
        var rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'f' -> new PathElement.Field(rest);
            case 'v' -> new PathElement.Item(value(rest));
            case 'i' -> index(rest);
            case 'k' -> key(text, rest);
            default -> throw new MalformedException("expected f:, k:, v: or i: at " + text);
        };
    }

    private static PathElement key(String text, String rest) throws MalformedException {
        var plain = PathElement.plainKey(rest);
        if (plain.isPresent()) {
            return plain.get();
        }
        if (!(value(rest) instanceof ObjectValue keys)) {
            throw new MalformedException("expected an object as the key of " + text);
        }
        var parts = new ArrayList<PathElement.Part>();
        keys.forEach((name, value) -> parts.add(new PathElement.Part(name, value)));
        return new PathElement.Key(parts);
    }

    private static PathElement index(String text) throws MalformedException {
        try {
            return new PathElement.Index(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new MalformedException("expected a position, not " + text);
        }
    }

    private static Value value(String text) throws MalformedException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
