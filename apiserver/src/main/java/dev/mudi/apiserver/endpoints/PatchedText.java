package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a patch made of an object, as upstream has it then: the fields of what the patch touched in the order of their names, the rest as
 * it was written. Stateless.
 */
final class PatchedText {
    private static final List<String> METADATA = List.of(
            "name",
            "generateName",
            "namespace",
            "selfLink",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "labels",
            "annotations",
            "ownerReferences",
            "finalizers",
            "managedFields");

    private PatchedText() {}

    /**
     * The text.
     *
     * @param touched objects in it, at each level by the names of fields and the indexes of items, stand where the patch went
     */
    static String of(ObjectValue patched, Value touched) {
        var metadata = patched.get("metadata").orElse(NullValue.NULL);
        var written = metadata instanceof ObjectValue object ? patched.with("metadata", ordered(object)) : patched;
        var root = touched instanceof ObjectValue ? touched : ObjectValue.EMPTY;
        return new String(Json.write(shown(written, root)), StandardCharsets.UTF_8);
    }

    /** Where the operations of a JSON patch went. */
    static Value touched(Value operations) {
        var touched = ObjectValue.EMPTY;
        if (operations instanceof ArrayValue list) {
            for (var operation : list.objects().toList()) {
                var steps = operation.string("path").split("/", -1);
                if (steps.length > 2) {
                    var way = Arrays.stream(steps, 1, steps.length - 1)
                            .map(step -> step.replace("~1", "/").replace("~0", "~"))
                            .toArray(String[]::new);
                    touched = touched.at(way).isPresent() ? touched : touched.withAt(ObjectValue.EMPTY, way);
                }
            }
        }
        return touched;
    }

    private static Value shown(Value value, Value touched) {
        if (!(touched instanceof ObjectValue inside)) {
            return value;
        }
        return switch (value) {
            case ObjectValue object -> {
                var sorted = ObjectValue.builder();
                object.names().stream()
                        .sorted()
                        .forEach(name -> sorted.put(
                                name,
                                shown(
                                        object.get(name).orElse(NullValue.NULL),
                                        inside.get(name).orElse(NullValue.NULL))));
                yield sorted.build();
            }
            case ArrayValue list -> {
                var items = new ArrayList<Value>(list.size());
                for (int i = 0; i < list.size(); i++) {
                    items.add(shown(list.get(i), inside.get(Integer.toString(i)).orElse(NullValue.NULL)));
                }
                yield new ArrayValue(items);
            }
            default -> value;
        };
    }

    /** Metadata in the order in which it is written; its revision comes last in a tree. */
    private static ObjectValue ordered(ObjectValue metadata) {
        var ordered = ObjectValue.builder();
        METADATA.forEach(name -> metadata.get(name).ifPresent(value -> ordered.put(name, value)));
        metadata.forEach((name, value) -> {
            if (!METADATA.contains(name)) {
                ordered.put(name, value);
            }
        });
        return ordered.build();
    }
}
