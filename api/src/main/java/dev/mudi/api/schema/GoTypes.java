package dev.mudi.api.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What upstream's types are called where their names say more than their schemas: texts with a type of their own, and structs that
 * JSON does not show. Read from a table when it is first asked for, which is when a value is refused.
 */
final class GoTypes {
    private static final Map<String, GoTypes> BY_FIELD = new HashMap<>();

    private static final GoTypes NONE = new GoTypes("", "");

    static {
        try (var in = Objects.requireNonNull(GoTypes.class.getResourceAsStream("go-types.tsv"))) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .forEach(row -> BY_FIELD.put(
                            row[0] + "\t" + row[1],
                            new GoTypes(row.length > 2 ? row[2] : "", row.length > 3 ? row[3] : "")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading go-types.tsv failed", e);
        }
    }

    private final String type;
    private final String inlined;

    private GoTypes(String type, String inlined) {
        this.type = type;
        this.inlined = inlined;
    }

    /** What is known of a field. */
    static GoTypes of(Struct owner, String field) {
        return BY_FIELD.getOrDefault(owner.name() + "\t" + field, NONE);
    }

    /** The name of the field's type; empty where its schema says it. */
    String type() {
        return type;
    }

    /** The structs between the owner and the field that JSON does not show, with points between them; mostly empty. */
    String inlined() {
        return inlined;
    }
}
