package dev.mudi.api.cel.schema;

import dev.mudi.api.validation.CelWords;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names of properties as rules write them: {@code a-b} is {@code a__dash__b}, {@code if} is {@code __if__} (Kubernetes documentation,
 * "Escaping"). Pure.
 */
final class Escaping {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");
    private static final Pattern PLAIN = Pattern.compile("(?!.*__)[a-zA-Z0-9_]*");
    private static final Pattern SPECIAL = Pattern.compile("__|[-./]");
    private static final Pattern ESCAPE = Pattern.compile("__([a-z]+)__");
    private static final Map<String, String> ESCAPED =
            Map.of("__", "__underscores__", ".", "__dot__", "-", "__dash__", "/", "__slash__");
    private static final Map<String, String> MEANT = Map.of("underscores", "__", "dot", ".", "dash", "-", "slash", "/");

    private Escaping() {}

    /** A property's name in a rule; empty if rules cannot name it. */
    static Optional<String> escape(String name) {
        if (CelWords.isReserved(name)) {
            return Optional.of("__" + name + "__");
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                PLAIN.matcher(name).matches()
                        ? name
                        : SPECIAL.matcher(name).replaceAll(found -> ESCAPED.getOrDefault(found.group(), "")));
    }

    /** The keyword that an escaped name means; empty if it means none. */
    static Optional<String> keyword(String escaped) {
        var whole = ESCAPE.matcher(escaped);
        return whole.matches() && CelWords.isReserved(whole.group(1)) ? Optional.of(whole.group(1)) : Optional.empty();
    }

    /** The property that a rule names; empty if it is no name of one. */
    static Optional<String> unescape(String escaped) {
        var keyword = keyword(escaped);
        if (keyword.isPresent()) {
            return keyword;
        }
        if (!escaped.contains("__")) {
            return Optional.of(escaped);
        }
        var name = new StringBuilder();
        var part = ESCAPE.matcher(escaped);
        int end = 0;
        while (part.find()) {
            var meant = MEANT.get(part.group(1));
            var between = escaped.substring(end, part.start());
            if (meant == null || between.contains("__")) {
                return Optional.empty();
            }
            name.append(between).append(meant);
            end = part.end();
        }
        var rest = escaped.substring(end);
        return rest.contains("__")
                ? Optional.empty()
                : Optional.of(name.append(rest).toString());
    }
}
