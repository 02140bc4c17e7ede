package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the table of functions. */
public final class Declarations {
    private static final String TABLE = "functions.tsv";
    private static final Map<String, CelType> SIMPLE = Stream.of(
                    CelType.BOOL,
                    CelType.INT,
                    CelType.UINT,
                    CelType.DOUBLE,
                    CelType.STRING,
                    CelType.BYTES,
                    CelType.NULL,
                    CelType.TIMESTAMP,
                    CelType.DURATION,
                    CelType.DYN,
                    CelType.TYPE,
                    CelType.IP,
                    CelType.CIDR)
            .collect(Collectors.toMap(CelType::name, type -> type));

    private Declarations() {}

    /** All of them, those of one function together and in their order. */
    public static List<Declaration> all() {
        try (var in = Declarations.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is missing from the module api");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Declarations::declaration)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Declaration declaration(String line) {
        var parts = line.split("\t", -1);
        var arguments = new ArrayList<CelType>();
        for (var text : parts[3].isEmpty() ? new String[0] : parts[3].split(";", -1)) {
            arguments.add(type(text));
        }
        return new Declaration(parts[0], parts[1], parts[2].equals("true"), List.copyOf(arguments), type(parts[4]));
    }

    private static CelType type(String text) {
        if (text.startsWith("<")) {
            return CelType.parameter(text.substring(1, text.length() - 1));
        }
        int open = text.indexOf('(');
        if (open < 0) {
            var simple = SIMPLE.get(text);
            return simple == null ? CelType.struct(text) : simple;
        }
        var inner = text.substring(open + 1, text.length() - 1);
        return switch (text.substring(0, open)) {
            case "list" -> CelType.list(type(inner));
            case "map" -> {
                int comma = inner.indexOf(", ");
                yield CelType.map(type(inner.substring(0, comma)), type(inner.substring(comma + 2)));
            }
            case "type" -> CelType.typeOf(type(inner));
            case "optional_type" -> CelType.optional(type(inner));
            default -> throw new IllegalStateException(TABLE + " names a type that is none: " + text);
        };
    }
}
