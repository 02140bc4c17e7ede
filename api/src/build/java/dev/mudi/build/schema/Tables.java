package dev.mudi.build.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the sources lack, by definition and field. The field {@code .} stands for the type as a whole. */
final class Tables {
    private final Map<String, String> presence = new HashMap<>();
    private final Map<String, Type.Semantics> semantics = new HashMap<>();
    private final Map<String, String> leaves = new HashMap<>();

    private final Map<String, Place> places = new HashMap<>();

    /** Where a field stands in protobuf: the numbers on the way to it, the last one its own, and its place in the order. */
    record Place(List<Integer> numbers, int order) {}

    /** Reads {@code presence.tsv}, {@code semantics.tsv}, {@code leaves.tsv} and {@code numbers.tsv} of a folder. */
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
        for (var cells : rows(folder.resolve("numbers.tsv"))) {
            var fields = cells[1].split(",");
            for (int i = 0; i < fields.length; i++) {
                int equals = fields[i].indexOf('=');
                var numbers = Arrays.stream(fields[i].substring(equals + 1).split("/"))
                        .map(Integer::valueOf)
                        .toList();
                places.put(cells[0] + " " + fields[i].substring(0, equals), new Place(numbers, i + 1));
            }
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

    Optional<Place> place(String definition, String field) {
        return Optional.ofNullable(places.get(definition + " " + field));
    }

    /** Every definition and field that a table says something of. */
    Set<String> fields() {
        var all = new TreeSet<String>(presence.keySet());
        all.addAll(semantics.keySet());
        all.addAll(leaves.keySet());
        all.addAll(places.keySet());
        return all;
    }

    /** The structs without fields that the table of leaves names; the models have no classes of them. */
    List<String> emptyStructs() {
        return leaves.values().stream().filter(name -> name.contains(".")).toList();
    }

    /** The leaf, or the struct without fields, that a field is. */
    Optional<String> leaf(String definition, String field) {
        return Optional.ofNullable(leaves.get(definition + " " + field));
    }
}
