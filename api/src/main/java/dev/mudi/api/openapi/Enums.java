package dev.mudi.api.openapi;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ArrayValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The texts that a field may have where these are all known, of the table {@code enums.tsv} beside this class. */
final class Enums {
    private static final Map<String, ArrayValue> BY_FIELD = read();

    private Enums() {}

    /** The values of a field of a type, or of its items; empty where any text may stand. */
    static Optional<ArrayValue> of(String type, String field) {
        return Optional.ofNullable(BY_FIELD.get(type + "\t" + field));
    }

    private static Map<String, ArrayValue> read() {
        try (var in = Enums.class.getResourceAsStream("enums.tsv")) {
            if (in == null) {
                throw new IllegalStateException("enums.tsv is missing beside " + Enums.class.getName());
            }
            var byField = new HashMap<String, ArrayValue>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> {
                        int tab = line.lastIndexOf('\t');
                        byField.put(full(line.substring(0, tab)), values(line.substring(tab + 1)));
                    });
            return byField;
        } catch (IOException e) {
            throw new UncheckedIOException("reading enums.tsv failed", e);
        }
    }

    /** Most types are of the groups that upstream keeps together; the others have their whole name. */
    private static String full(String name) {
        return name.startsWith("io.k8s.") ? name : "io.k8s.api." + name;
    }

    private static ArrayValue values(String text) {
        try {
            return (ArrayValue) Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalStateException("enums.tsv is malformed: " + text, e);
        }
    }
}
