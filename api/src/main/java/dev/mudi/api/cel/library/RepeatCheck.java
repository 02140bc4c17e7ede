package dev.mudi.api.cel.library;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Refuses regular expressions that are short but mean a very large program, as Go does: repetitions in repetitions of more than 1000
 * in all, and groups that nest too deeply. Pure.
 */
final class RepeatCheck {
    private static final int MOST_REPEATS = 1000;
    private static final int DEEPEST = 1000;

    private final String pattern;
    private final Deque<Long> groups = new ArrayDeque<>();
    private long within = 1;
    private long last = 1;
    private int at;

    private RepeatCheck(String pattern) {
        this.pattern = pattern;
    }

    static void check(String pattern) {
        new RepeatCheck(pattern).run();
    }

    private void run() {
        while (at < pattern.length()) {
            switch (pattern.charAt(at)) {
                case '\\' -> escape();
                case '[' -> skipClass();
                case '(' -> open();
                case ')' -> close();
                case '{' -> repeat();
                case '*', '+', '?' -> at++;
                default -> {
                    last = 1;
                    at++;
                }
            }
        }
    }

    private void escape() {
        last = 1;
        if (pattern.startsWith("\\Q", at)) {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end + 2;
        } else {
            at += 2;
        }
    }

    private void skipClass() {
        last = 1;
        at++;
        if (at < pattern.length() && pattern.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
            first = false;
            if (pattern.startsWith("[:", at)) {
                int end = pattern.indexOf(":]", at + 2);
                at = end < 0 ? at + 1 : end + 2;
            } else {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    private void open() {
        groups.push(within);
        if (groups.size() > DEEPEST) {
            throw new PatternSyntaxException("expression nests too deeply", pattern);
        }
        within = 1;
        last = 1;
        at++;
    }

    private void close() {
        last = within;
        within = groups.isEmpty() ? 1 : Math.max(groups.pop(), last);
        at++;
    }

    private void repeat() {
        int end = pattern.indexOf('}', at);
        var inner = end < 0 ? "" : pattern.substring(at + 1, end);
        if (!inner.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
            last = 1;
            at++;
            return;
        }
        int comma = inner.indexOf(',');
        var most = comma < 0 || comma == inner.length() - 1 ? inner.replace(",", "") : inner.substring(comma + 1);
        last *= Math.max(1, Integer.parseInt(most));
        if (last > MOST_REPEATS) {
            throw new PatternSyntaxException("invalid repeat count", pattern.substring(at, end + 1));
        }
        within = Math.max(within, last);
        at = end + 1;
    }
}
