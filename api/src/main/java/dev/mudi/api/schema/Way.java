package dev.mudi.api.schema;

import dev.mudi.api.field.FieldPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The way from an object to the value at hand: fields, entries of maps, items of lists. For one object and thread. */
final class Way {
    private Object[] steps = new Object[16];
    private int depth;

    private record Entry(String key) {}

    void enterField(String name) {
        enter(name);
    }

    void enterEntry(String key) {
        enter(new Entry(key));
    }

    void enterItem(int index) {
        enter(index);
    }

    private void enter(Object step) {
        if (depth == steps.length) {
            steps = Arrays.copyOf(steps, depth * 2);
        }
        steps[depth++] = step;
    }

    void leave() {
        depth--;
    }

    /** As strict decoding names it, with a name at its end: {@code spec.containers[0].bogus}. */
    String to(String name) {
        var text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            switch (steps[i]) {
                case Integer index -> text.append('[').append(index.intValue()).append(']');
                case Entry(var key) -> text.append(i == 0 ? "" : ".").append(key);
                default -> text.append(i == 0 ? "" : ".").append(steps[i]);
            }
        }
        return (depth == 0 ? text : text.append('.')).append(name).toString();
    }

    /** The fields alone, as Go names the place of a value of the wrong type: {@code spec.containers.name}. */
    String fields(Struct root) {
        var names = new ArrayList<String>();
        Schema here = root;
        for (int i = 0; i < depth; i++) {
            if (steps[i] instanceof String name) {
                if (here instanceof Struct struct) {
                    names.add(GoTypes.of(struct, name).inlined());
                    here = struct.field(name).map(Field::schema).orElse(Leaf.ANY);
                }
                names.add(name);
            } else if (here instanceof ListSchema list) {
                here = list.items();
            } else if (here instanceof MapSchema map) {
                here = map.values();
            }
        }
        return names.stream().filter(name -> !name.isEmpty()).collect(Collectors.joining("."));
    }

    /** What Go calls the type that the value should have been of. */
    String typeName(Struct owner, Schema type) {
        int field = depth - 1;
        while (field >= 0 && !(steps[field] instanceof String)) {
            field--;
        }
        var name = field < 0 ? "" : GoTypes.of(owner, steps[field].toString()).type();
        for (int i = field + 1; i < depth; i++) {
            boolean isItem = name.startsWith("[]") || name.startsWith("map[");
            name = isItem ? name.substring(name.indexOf(']') + 1) : "";
        }
        return name.isEmpty() ? GoNames.ofType(type) : name;
    }

    /** As validation names it: {@code spec.parts[key].metadata}. */
    FieldPath place() {
        var path = FieldPath.ROOT;
        for (int i = 0; i < depth; i++) {
            path = switch (steps[i]) {
                case Integer index -> path.index(index);
                case Entry(var key) -> path.key(key);
                default -> path.child(steps[i].toString());
            };
        }
        return path;
    }
}
