package dev.mudi.build.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the sources lack, by definition and field. The field {@code .} stands for the type as a whole. */
final class Tables {
    private final Map<String, String> presence = new HashMap<>();
    private final Map<String, Type.Semantics> semantics = new HashMap<>();
    private final Map<String, String> leaves = new HashMap<>();

    /** Reads {@code presence.tsv}, {@code semantics.tsv} and {@code leaves.tsv} of a folder. */
    Tables(Path folder) throws IOException {
        for (var cells : rows(folder.resolve("presence.tsv"))) {
            for (var field : cells[2].split(",")) {
                presence.put(cells[0] + " " + field, cells[1]);
            }
        }
        for (var cells : rows(folder.resolve("semantics.tsv"))) {
            var keys = cells[3].isEmpty() ? List.<String>of() : Arrays.asList(cells[3].split(","));
            semantics.put(
                    cells[0] + " " + cells[1],
                    new Type.Semantics(cells[2], keys, cells[4], cells[5], cells[6], cells[7]));
        }
        for (var cells : rows(folder.resolve("leaves.tsv"))) {
            leaves.put(cells[0] + " " + cells[1], cells[2]);
        }
    }

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .toList();
    }

    Optional<String> presence(String definition, String field) {
        return Optional.ofNullable(presence.get(definition + " " + field));
    }

    Optional<Type.Semantics> semantics(String definition, String field) {
        return Optional.ofNullable(semantics.get(definition + " " + field));
    }

    Optional<String> leaf(String definition, String field) {
        return Optional.ofNullable(leaves.get(definition + " " + field));
    }
}
