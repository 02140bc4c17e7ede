package dev.mudi.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of upstream's facts among the test resources, a row as a map from the heading. */
public final class UpstreamTable {
    private UpstreamTable() {}

    /** All rows of {@code upstream/<name>.tsv}. */
    public static List<Map<String, String>> rows(String name) {
        try (var in = UpstreamTable.class.getResourceAsStream("/upstream/" + name + ".tsv")) {
            if (in == null) {
                throw new IllegalArgumentException("no table of the name " + name);
            }
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            var headings = lines.getFirst().split("\t", -1);
            var rows = new ArrayList<Map<String, String>>();
            for (var line : lines.subList(1, lines.size())) {
                var cells = line.split("\t", -1);
                var row = new LinkedHashMap<String, String>();
                for (int i = 0; i < headings.length; i++) {
                    row.put(headings[i], i < cells.length ? cells[i] : "");
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
