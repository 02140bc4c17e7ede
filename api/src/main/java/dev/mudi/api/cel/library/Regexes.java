package dev.mudi.api.cel.library;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Compiles regular expressions, and keeps those used last. Safe for several threads. */
public final class Regexes {
    private static final int MOST_KEPT = 256;

    /** Long patterns are not kept. */
    private static final int LONGEST_KEPT = 4096;

    private static final Map<String, Pattern> KEPT = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pattern> eldest) {
            return size() > MOST_KEPT;
        }
    };

    private Regexes() {}

    static Pattern compile(String pattern) {
        synchronized (KEPT) {
            var kept = KEPT.get(pattern);
            if (kept != null) {
                return kept;
            }
        }
        RepeatCheck.check(pattern);
        var compiled = compiled(pattern);
        if (pattern.length() <= LONGEST_KEPT) {
            synchronized (KEPT) {
                KEPT.put(pattern, compiled);
            }
        }
        return compiled;
    }

    /** A parenthesis that nothing opened is an error of its own to Go. */
    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw complaint(e).contains("stack underflow") ? new PatternSyntaxException("unexpected )", pattern) : e;
        }
    }

    static String complaint(PatternSyntaxException e) {
        return String.valueOf(e.getMessage());
    }

    /** What is wrong with a regular expression; empty if nothing is. */
    public static Optional<String> complaint(String pattern) {
        try {
            compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(complaint(e));
        }
    }
}
