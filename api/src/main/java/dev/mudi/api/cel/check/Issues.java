package dev.mudi.api.cel.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with an expression, and shows it as upstream does (cel-go, common/errors). For one thread. */
final class Issues {
    private static final int MOST_SHOWN = 100;
    private static final int LONGEST_LINE = 16_384;

    private final String text;
    private final List<Issue> issues = new ArrayList<>();

    Issues(String text) {
        this.text = text;
    }

    void add(Issue issue) {
        issues.add(issue);
    }

    /** Throws if anything was found. */
    void check() throws CompileException {
        if (!issues.isEmpty()) {
            throw new CompileException(shown());
        }
    }

    private String shown() {
        var lines = text.split("\n", -1);
        var parts = new ArrayList<String>();
        issues.stream()
                .limit(MOST_SHOWN)
                .sorted(Comparator.comparingInt(Issue::line).thenComparingInt(Issue::column))
                .forEach(issue -> parts.add(shown(issue, lines)));
        if (issues.size() > MOST_SHOWN) {
            parts.add((issues.size() - MOST_SHOWN) + " more errors were truncated");
        }
        return String.join("\n", parts);
    }

    private String shown(Issue issue, String[] lines) {
        if (text.isEmpty()) {
            return "ERROR: <input>:1:0: " + issue.message();
        }
        var out = new StringBuilder("ERROR: <input>:")
                .append(issue.line())
                .append(':')
                .append(issue.column() + 1)
                .append(": ")
                .append(issue.message());
        if (issue.line() < 1 || issue.line() > lines.length || lines[issue.line() - 1].length() > LONGEST_LINE) {
            return out.toString();
        }
        var line = lines[issue.line() - 1].replace('\t', ' ');
        out.append("\n | ").append(line).append("\n | ");
        var points = line.codePoints().toArray();
        for (int i = 0; i < issue.column() && i < points.length; i++) {
            out.append(points[i] > 127 ? '\uff0e' : '.');
        }
        boolean wide = issue.column() >= 0 && issue.column() < points.length && points[issue.column()] > 127;
        return out.append(wide ? '\uff3e' : '^').toString();
    }
}
