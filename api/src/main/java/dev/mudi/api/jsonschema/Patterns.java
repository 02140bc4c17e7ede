package dev.mudi.api.jsonschema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The patterns of schemas in the syntax of RE2, compiled once; matching takes time linear in the text. Safe for several threads. */
public final class Patterns {
    /** Beyond it everything is forgotten, and compiled anew when it is asked for. */
    private static final int MOST_KEPT = 4_096;

    private static final ConcurrentMap<String, Optional<Pattern>> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    /** Whether a pattern is found in a text; one that is none is found everywhere: the definition should have been refused. */
    static boolean matches(String text, String pattern) {
        if (COMPILED.size() >= MOST_KEPT) {
            COMPILED.clear();
        }
        var compiled = COMPILED.computeIfAbsent(pattern, Patterns::compiled);
        return compiled.isEmpty() || compiled.get().matcher(text).find();
    }

    /** What is wrong with a pattern, in the words of Go's compiler; empty if nothing is. */
    public static Optional<String> complaint(String pattern) {
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Pattern> compiled(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }
}
