package dev.mudi.api.codec;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.Event;

/** A sequence or mapping of a document while its values come. Not safe for several threads. */
sealed interface YamlCollection {
    /** Whether the event is the merge key of a mapping that waits for a key; the value that comes next is then merged. */
    boolean takesAsMergeKey(Event event);

    /** Takes the next value, which began with the event: an item, a key or the value of the last key. */
    void add(Event event, Value value) throws MalformedException;

    /** What has come. */
    Value value();

    /** The items that have come. */
    final class Sequence implements YamlCollection {
        private final List<Value> items = new ArrayList<>();

        @Override
        public boolean takesAsMergeKey(Event event) {
            return false;
        }

        @Override
        public void add(Event event, Value value) {
            items.add(value);
        }

        @Override
        public Value value() {
            return new ArrayValue(items);
        }
    }

    /** Keys and values that have come, and what the next one is for. */
    final class Mapping implements YamlCollection {
        private final ObjectValue.Builder fields = ObjectValue.builder();
        private final Set<String> given = new HashSet<>();
        private final List<String> duplicates;
        private @Nullable String key;
        private boolean isMerge;

        /** @param duplicates gets a line for each key that stands twice */
        Mapping(List<String> duplicates) {
            this.duplicates = duplicates;
        }

        @Override
        public boolean takesAsMergeKey(Event event) {
            if (key != null || isMerge || !YamlScalars.isMergeKey(event)) {
                return false;
            }
            isMerge = true;
            return true;
        }

        @Override
        public void add(Event event, Value value) throws MalformedException {
            if (isMerge) {
                merge(value);
                isMerge = false;
            } else if (key == null) {
                key = key(value);
                if (!given.add(key)) {
                    duplicates.add("  line " + YamlComposer.line(event) + ": key \"" + key + "\" already set in map");
                }
            } else {
                fields.put(key, value);
                key = null;
            }
        }

        private void merge(Value value) throws MalformedException {
            switch (value) {
                case ObjectValue mapping -> mergeFields(mapping);
                case ArrayValue list -> {
                    for (int i = list.size() - 1; i >= 0; i--) {
                        mergeFields(list.get(i));
                    }
                }
                default -> mergeFields(value);
            }
        }

        /** Fields of merged mappings stand behind those that are given, wherever the merge key stands. */
        private void mergeFields(Value value) throws MalformedException {
            if (!(value instanceof ObjectValue mapping)) {
                throw YamlComposer.malformed("map merge requires map or sequence of maps as the value");
            }
            mapping.forEach((name, field) -> {
                if (!given.contains(name)) {
                    fields.put(name, field);
                }
            });
        }

        private static String key(Value key) throws MalformedException {
            return switch (key) {
                case StringValue(var text) -> text;
                case ObjectValue ignored -> throw YamlComposer.malformed("invalid map key: a map");
                case ArrayValue ignored -> throw YamlComposer.malformed("invalid map key: a list");
                case NullValue ignored -> throw YamlComposer.malformed("unsupported map key of type: nil");
                default -> new String(Json.write(key), StandardCharsets.UTF_8);
            };
        }

        @Override
        public Value value() {
            return fields.build();
        }
    }
}
