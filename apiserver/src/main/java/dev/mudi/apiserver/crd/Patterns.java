package dev.mudi.apiserver.crd;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The patterns of schemas, compiled once. A match that takes too many steps counts as none. Safe for several threads. */
final class Patterns {
    /** Beyond it everything is forgotten, and compiled anew when it is asked for. */
    private static final int MOST_KEPT = 4_096;

    private static final int MOST_STEPS = 5_000_000;
    private static final ConcurrentMap<String, Optional<Pattern>> COMPILED = new ConcurrentHashMap<>();

    private Patterns() {}

    /** Whether a pattern is found in a text; one that is none is found everywhere: the definition should have been refused. */
    static boolean matches(String text, String pattern) {
        if (COMPILED.size() >= MOST_KEPT) {
            COMPILED.clear();
        }
        var compiled = COMPILED.computeIfAbsent(pattern, Patterns::compiled);
        try {
            return compiled.isEmpty()
                    || compiled.get().matcher(new Counted(text)).find();
        } catch (TooManySteps | StackOverflowError e) {
            return false;
        }
    }

    private static Optional<Pattern> compiled(String pattern) {
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooManySteps() {
            super("", null, false, false);
        }
    }

    /** A text that gives up when it has been looked at too often: Java's patterns may backtrack for ever where upstream's never do. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int steps;

        private Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
