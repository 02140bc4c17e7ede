package dev.mudi.api.cel.schema;

import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code fieldPath} of a rule: {@code .a.b}, {@code ['a-b']}, through fields and maps, not lists. Pure. */
final class FieldPaths {
    private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(.)");
    private static final String ESCAPED = "abfnrtv'\\";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000b'\\";

    private FieldPaths() {}

    /** The path below a place with this schema; empty if it leads nowhere. */
    static Optional<FieldPath> parse(String text, ObjectValue schema) {
        var tokens = tokens(text);
        var path = FieldPath.ROOT;
        Optional<ObjectValue> here = Optional.of(schema);
        int at = 0;
        while (at < tokens.size()) {
            boolean bracket = tokens.get(at).equals("[");
            if ((!bracket && !tokens.get(at).equals(".")) || at + (bracket ? 2 : 1) >= tokens.size()) {
                return Optional.empty();
            }
            var name = bracket ? unquoted(tokens.get(at + 1)) : Optional.of(tokens.get(at + 1));
            if (name.isEmpty() || (bracket && !tokens.get(at + 2).equals("]"))) {
                return Optional.empty();
            }
            var inside = here.get();
            boolean named = inside.get("properties").isPresent();
            path = named ? path.child(name.get()) : path.key(name.get());
            here = named ? property(inside, name.get()) : Schemas.values(inside);
            if (here.isEmpty()) {
                return Optional.empty();
            }
            at += bracket ? 3 : 2;
        }
        return Optional.of(path);
    }

    /** The schema at a path of names alone; IllegalArgumentException says what is wrong with the path. */
    static ObjectValue field(String text, ObjectValue schema) {
        var tokens = tokens(text);
        var here = schema;
        for (int at = 0; at < tokens.size(); at += 2) {
            switch (tokens.get(at)) {
                case "." -> {}
                case "[" -> throw new IllegalArgumentException("array notation is not allowed");
                default -> throw new IllegalArgumentException("expected [ or . but got: " + tokens.get(at));
            }
            if (at + 1 == tokens.size()) {
                throw new IllegalArgumentException("unexpected end of JSON path");
            }
            var inside = here;
            here = (inside.has("properties") ? property(inside, tokens.get(at + 1)) : Schemas.values(inside))
                    .orElseThrow(() -> new IllegalArgumentException("does not refer to a valid field"));
        }
        return here;
    }

    private static Optional<ObjectValue> property(ObjectValue schema, String name) {
        var properties = schema.object("properties");
        return properties.has(name) ? Optional.of(properties.object(name)) : Optional.empty();
    }

    private static List<String> tokens(String text) {
        var tokens = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            if (text.charAt(at) == '\'') {
                end++;
                while (end < text.length() && (text.charAt(end) != '\'' || text.charAt(end - 1) == '\\')) {
                    end++;
                }
                end = Math.min(text.length(), end + 1);
            } else {
                while (end < text.length() && ".[]".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                end = end == at ? at + 1 : end;
            }
            tokens.add(text.substring(at, end));
            at = end;
        }
        return tokens;
    }

    private static Optional<String> unquoted(String token) {
        if (token.length() < 2 || !token.startsWith("'") || !token.endsWith("'")) {
            return Optional.empty();
        }
        var inner = token.substring(1, token.length() - 1);
        boolean known = ESCAPE.matcher(inner).results().allMatch(found -> ESCAPED.contains(found.group(1)));
        if (!known) {
            return Optional.empty();
        }
        var meant = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            boolean escape = inner.charAt(i) == '\\' && i + 1 < inner.length();
            meant.append(escape ? MEANT.charAt(ESCAPED.indexOf(inner.charAt(++i))) : inner.charAt(i));
        }
        return Optional.of(meant.toString());
    }
}
