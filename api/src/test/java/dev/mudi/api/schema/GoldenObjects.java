package dev.mudi.api.schema;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Upstream's answers to creates, of {@code golden/defaults.json}. What the record blanked out ({@code "*"}) gets a value of its type. */
public final class GoldenObjects {
    private GoldenObjects() {}

    /** Each object as upstream returned it. */
    public static List<ObjectValue> answers() {
        var answers = new ArrayList<ObjectValue>();
        for (var record : read("defaults").items()) {
            if (record instanceof ObjectValue one && one.object("answer").has("kind")) {
                answers.add((ObjectValue) filled(one.object("answer"), ""));
            }
        }
        return answers;
    }

    /** The records of {@code golden/<name>.json}. */
    public static ArrayValue read(String name) {
        try (var in = GoldenObjects.class.getResourceAsStream("/golden/" + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file of the name " + name);
            }
            return (ArrayValue) Json.parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Value filled(Value value, String name) {
        return switch (value) {
            case StringValue(var text)
            when text.equals("*") && name.toLowerCase(Locale.ROOT).contains("time") -> Value.of("2026-01-31T12:00:00Z");
            case ObjectValue object -> {
                var copy = ObjectValue.builder();
                object.forEach((field, inner) -> copy.put(field, filled(inner, field)));
                yield copy.build();
            }
            case ArrayValue array ->
                new ArrayValue(
                        array.items().stream().map(item -> filled(item, name)).toList());
            default -> value;
        };
    }
}
