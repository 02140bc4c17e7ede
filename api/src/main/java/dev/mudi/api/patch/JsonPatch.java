package dev.mudi.api.patch;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.Json;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON patch (RFC 6902): operations applied in order, all or none. Negative indices count from the end, as upstream's do. At
 * most {@value #MAX_OPERATIONS} operations, which may copy at most {@value #MAX_COPIED} bytes. Stateless.
 */
public final class JsonPatch {
    private static final int MAX_OPERATIONS = 10_000;
    private static final int MAX_COPIED = 3 * 1024 * 1024;

    private JsonPatch() {}

    /**
     * The target after the operations.
     *
     * @param patch a list of operations
     * @throws StatusException 400 for what is not a list of operations, 413 for too many, 422 if one cannot be applied
     */
    public static Value apply(Value target, Value patch) {
        var operations = operations(patch);
        Value document = target;
        long copied = 0;
        for (var operation : operations) {
            if (operation.string("op").equals("copy")) {
                copied += Json.write(copied(document, pointer(operation, "from"))).length;
                if (copied > MAX_COPIED) {
                    throw rejected();
                }
            }
            document = step(document, operation);
        }
        return document;
    }

    private static List<ObjectValue> operations(Value patch) {
        if (!(patch instanceof ArrayValue list)) {
            throw StatusException.badRequest("error decoding patch: json: cannot unmarshal " + GoText.typeName(patch)
                    + " into Go value of type []handlers.jsonPatchOp");
        }
        if (list.size() > MAX_OPERATIONS) {
            throw StatusException.of(
                    Reason.REQUEST_ENTITY_TOO_LARGE,
                    "Request entity too large: The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS
                            + ", got " + list.size());
        }
        var operations = new ArrayList<ObjectValue>();
        for (var item : list) {
            if (!(item instanceof ObjectValue operation)) {
                throw StatusException.badRequest("error decoding patch: json: cannot unmarshal " + GoText.typeName(item)
                        + " into Go value of type handlers.jsonPatchOp");
            }
            operations.add(operation);
        }
        return operations;
    }

    private static Value step(Value document, ObjectValue operation) {
        var path = pointer(operation, "path");
        return switch (operation.string("op")) {
            case "add" -> add(document, path, value(operation));
            case "remove" -> remove(document, path);
            case "replace" -> replace(document, path, value(operation));
            case "move" -> {
                var from = pointer(operation, "from");
                yield add(remove(document, from), path, find(document, from));
            }
            case "copy" -> add(document, path, copied(document, pointer(operation, "from")));
            case "test" -> {
                var wanted = operation.get("value").orElse(NullValue.NULL);
                if (!found(document, path).orElse(NullValue.NULL).equals(wanted)) {
                    throw rejected();
                }
                yield document;
            }
            default -> throw rejected();
        };
    }

    private static Value value(ObjectValue operation) {
        return operation.get("value").orElseThrow(JsonPatch::rejected);
    }

    private static List<String> pointer(ObjectValue operation, String field) {
        if (!(operation.get(field).orElse(NullValue.NULL) instanceof StringValue(var text))) {
            throw rejected();
        }
        if (text.isEmpty()) {
            return List.of();
        }
        if (!text.startsWith("/")) {
            throw rejected();
        }
        var steps = new ArrayList<String>();
        for (var step : text.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    /** Upstream's library copies a field that is not there as null. */
    private static Value copied(Value document, List<String> from) {
        if (from.isEmpty()) {
            return document;
        }
        return find(document, from.subList(0, from.size() - 1)) instanceof ObjectValue owner
                ? owner.get(from.getLast()).orElse(NullValue.NULL)
                : find(document, from);
    }

    private static Value find(Value document, List<String> path) {
        return found(document, path).orElseThrow(JsonPatch::rejected);
    }

    private static Optional<Value> found(Value document, List<String> path) {
        var here = document;
        for (var step : path) {
            switch (here) {
                case ObjectValue object -> {
                    if (!object.has(step)) {
                        return Optional.empty();
                    }
                    here = object.get(step).orElseThrow();
                }
                case ArrayValue list -> here = list.get(index(list, step, list.size() - 1));
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(here);
    }

    private static Value add(Value here, List<String> path, Value value) {
        if (path.isEmpty()) {
            return value;
        }
        var step = path.getFirst();
        boolean last = path.size() == 1;
        return switch (here) {
            case ObjectValue object -> object.with(step, last ? value : add(child(object, step), rest(path), value));
            case ArrayValue list -> {
                var items = new ArrayList<>(list.items());
                if (!last) {
                    int index = index(list, step, list.size() - 1);
                    items.set(index, add(list.get(index), rest(path), value));
                } else if (step.equals("-")) {
                    items.add(value);
                } else {
                    items.add(index(list, step, list.size()), value);
                }
                yield new ArrayValue(items);
            }
            default -> throw rejected();
        };
    }

    private static Value replace(Value here, List<String> path, Value value) {
        if (path.isEmpty()) {
            return value;
        }
        // Upstream's library misses only items of lists: a field that is not there is set.
        find(here, path.subList(0, path.size() - 1));
        return set(here, path, Optional.of(value));
    }

    private static Value remove(Value here, List<String> path) {
        if (path.isEmpty()) {
            throw rejected();
        }
        find(here, path);
        return set(here, path, Optional.empty());
    }

    /** Sets or removes what is known to be there. */
    private static Value set(Value here, List<String> path, Optional<Value> value) {
        var step = path.getFirst();
        boolean last = path.size() == 1;
        return switch (here) {
            case ObjectValue object -> {
                if (!last) {
                    yield object.with(step, set(child(object, step), rest(path), value));
                }
                yield value.isPresent() ? object.with(step, value.get()) : object.without(step);
            }
            case ArrayValue list -> {
                var items = new ArrayList<>(list.items());
                int index = index(list, step, list.size() - 1);
                if (last && value.isEmpty()) {
                    items.remove(index);
                } else {
                    items.set(index, last ? value.get() : set(list.get(index), rest(path), value));
                }
                yield new ArrayValue(items);
            }
            default -> throw rejected();
        };
    }

    private static Value child(ObjectValue object, String step) {
        return object.get(step).orElseThrow(JsonPatch::rejected);
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }

    private static int index(ArrayValue list, String step, int greatest) {
        boolean number = !step.isEmpty() && step.length() < 10 && step.matches("[+-]?[0-9]+");
        if (!number) {
            throw rejected();
        }
        int index = Integer.parseInt(step);
        index = index < 0 ? index + greatest + 1 : index;
        if (index < 0 || index > greatest || greatest < list.size() - 1) {
            throw rejected();
        }
        return index;
    }

    private static StatusException rejected() {
        return StatusException.byRouter(
                Reason.INVALID, "the server rejected our request due to an error in our request");
    }
}
