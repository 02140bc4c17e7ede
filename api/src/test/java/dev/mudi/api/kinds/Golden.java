package dev.mudi.api.kinds;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Upstream's recorded answers: objects as sent and as defaulted, and mutations of them that are refused. */
public final class Golden {
    private final Map<String, ObjectValue> bases = new HashMap<>();

    /** Reads the objects. */
    public Golden() {
        for (var base : defaults()) {
            bases.put(base.string("id"), base.object("body"));
        }
    }

    /** Objects as sent ({@code body}) and as returned ({@code answer}). */
    public static List<ObjectValue> defaults() {
        return read("defaults.json");
    }

    /** Mutations that are refused. */
    public static List<ObjectValue> refusals() {
        return read("refusals.json");
    }

    /** The object that a refusal is about: a base with the value at a path replaced, or dropped. */
    public ObjectValue mutated(ObjectValue refusal) {
        var path = new ArrayList<>(refusal.array("at").items());
        var base = bases.get(refusal.string("base"));
        if (base == null) {
            throw new IllegalStateException("no base " + refusal.string("base"));
        }
        return (ObjectValue) replaced(base, path, refusal.get("to").orElseThrow());
    }

    private static Value replaced(Value here, List<Value> path, Value to) {
        var rest = path.subList(1, path.size());
        boolean drop = rest.isEmpty() && to.typeName().equals("null");
        return switch (path.getFirst()) {
            case StringValue(var name) -> {
                var object = (ObjectValue) here;
                yield drop
                        ? object.without(name)
                        : object.with(
                                name,
                                rest.isEmpty() ? to : replaced(object.get(name).orElseThrow(), rest, to));
            }
            case IntegerValue(var number) -> {
                var list = new ArrayList<>(((ArrayValue) here).items());
                int index = (int) number;
                if (drop) {
                    list.remove(index);
                } else {
                    list.set(index, rest.isEmpty() ? to : replaced(list.get(index), rest, to));
                }
                yield new ArrayValue(list);
            }
            default -> throw new IllegalStateException("a path of names and numbers");
        };
    }

    /** The group of the resource that a request's path names; empty for core. */
    static String group(String path) {
        var parts = path.substring(1, path.indexOf('?')).split("/", -1);
        return parts[0].equals("api") ? "" : parts[1];
    }

    /** The resource that a request's path names. */
    static String resource(String path) {
        var parts = path.substring(1, path.indexOf('?')).split("/", -1);
        return parts[parts.length - 1];
    }

    /** Whether the objects at a request's path are in a namespace. */
    static boolean isNamespaced(String path) {
        return path.contains("/namespaces/");
    }

    static Strategy strategy(String path) {
        return Strategies.of(group(path), resource(path));
    }

    private static List<ObjectValue> read(String name) {
        try (var in = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no golden file " + name);
            }
            return ((ArrayValue) Json.parse(in.readAllBytes())).objects().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }
}
