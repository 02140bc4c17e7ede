package dev.mudi.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints what a command found: as JSON for programs, as a table for people. */
public final class Printed {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Printed() {}

    /** How to print. */
    public enum Format {
        /** For people. */
        table,
        /** For programs. */
        json
    }

    /** Prints JSON, indented. */
    public static void json(PrintWriter out, JsonNode value) {
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
        out.flush();
    }

    /** Prints columns as wide as they must be, three spaces between, as kubectl does. */
    public static void table(PrintWriter out, List<String> header, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        all.add(header);
        all.addAll(rows);
        var widths = new int[header.size()];
        for (var row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (var row : all) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i));
                if (i < widths.length - 1) {
                    line.repeat(' ', widths[i] - row.get(i).length() + 3);
                }
            }
            out.println(line);
        }
        out.flush();
    }
}
