package dev.mudi.api.apply;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The record of who owns which fields, as {@code metadata.managedFields} has it. Mutable, for one thread. */
final class ManagedFields {
    private static final String TYPE = "FieldsV1";

    /**
     * What one owner owns.
     *
     * @param apiVersion the version of the object that the fields are of
     * @param time of the last change, RFC 3339; empty if it is not known
     */
    record Entry(String apiVersion, FieldSet fields, String time) {
        Entry with(FieldSet others) {
            return new Entry(apiVersion, others, time);
        }
    }

    private final TreeMap<Owner, Entry> entries = new TreeMap<>();

    /**
     * Reads the record.
     *
     * @throws MalformedException if it is none
     */
    static ManagedFields read(ArrayValue list) throws MalformedException {
        var managed = new ManagedFields();
        for (int i = 0; i < list.size(); i++) {
            var item = list.object(i);
            boolean applies = item.string("operation").equals("Apply");
            boolean known = applies || item.string("operation").equals("Update");
            var version = item.string("apiVersion");
            if (!known || version.isEmpty() || !item.string("fieldsType").equals(TYPE)) {
                throw new MalformedException(
                        "expected operation Apply or Update, an apiVersion and fieldsType FieldsV1");
            }
            var owner = new Owner(item.string("manager"), applies, applies ? "" : version, item.string("subresource"));
            managed.entries.put(owner, new Entry(version, FieldsV1.read(item.object("fieldsV1")), item.string("time")));
        }
        return managed;
    }

    /** The record of an object; an empty one if it is malformed. */
    static ManagedFields of(ObjectValue object) {
        try {
            return read(object.object("metadata").array("managedFields"));
        } catch (MalformedException e) {
            return new ManagedFields();
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Entry> get(Owner owner) {
        return Optional.ofNullable(entries.get(owner));
    }

    /** Sets what an owner owns; one that owns nothing is not kept. */
    void put(Owner owner, Entry entry) {
        if (entry.fields.isEmpty()) {
            entries.remove(owner);
        } else {
            entries.put(owner, entry);
        }
    }

    void remove(Owner owner) {
        entries.remove(owner);
    }

    /** A copy of what is here, by owner. */
    Map<Owner, Entry> all() {
        return new TreeMap<>(entries);
    }

    /** The object with this record. */
    ObjectValue writeTo(ObjectValue object) {
        if (entries.isEmpty()) {
            return object.withoutAt("metadata", "managedFields");
        }
        return object.withAt(list(), "metadata", "managedFields");
    }

    /** The record as a list, ordered by operation, time and owner. */
    ArrayValue list() {
        var sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparing(
                        (Map.Entry<Owner, Entry> entry) -> entry.getKey().operation())
                .thenComparing(entry -> entry.getValue().time)
                .thenComparing(entry -> entry.getKey().name())
                .thenComparing(entry -> entry.getValue().apiVersion)
                .thenComparing(entry -> entry.getKey().subresource()));
        List<Value> list = new ArrayList<>(sorted.size());
        for (var entry : sorted) {
            list.add(item(entry.getKey(), entry.getValue()));
        }
        return new ArrayValue(list);
    }

    private static ObjectValue item(Owner owner, Entry entry) {
        return ObjectValue.builder()
                .putIfPresent("manager", owner.name())
                .put("operation", owner.operation())
                .put("apiVersion", entry.apiVersion)
                .putIfPresent("time", entry.time)
                .put("fieldsType", TYPE)
                .put("fieldsV1", FieldsV1.write(entry.fields))
                .putIfPresent("subresource", owner.subresource())
                .build();
    }
}
