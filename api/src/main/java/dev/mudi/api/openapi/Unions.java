package dev.mudi.api.openapi;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which fields of a type exclude each other, of the table {@code unions.tsv} beside this class. */
final class Unions {
    private static final Map<String, ObjectValue> BY_TYPE = read();

    private Unions() {}

    /** What the extension {@code x-kubernetes-unions} says of a type, if anything. */
    static Optional<ObjectValue> of(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    private static Map<String, ObjectValue> read() {
        try (var in = Unions.class.getResourceAsStream("unions.tsv")) {
            if (in == null) {
                throw new IllegalStateException("unions.tsv is missing beside " + Unions.class.getName());
            }
            var byType = new HashMap<String, ObjectValue>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> {
                        int tab = line.indexOf('\t');
                        byType.put("io.k8s.api." + line.substring(0, tab), Json.object(line.substring(tab + 1)));
                    });
            return byType;
        } catch (IOException e) {
            throw new UncheckedIOException("reading unions.tsv failed", e);
        }
    }
}
