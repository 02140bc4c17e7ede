package dev.mudi.api.codec;

import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;

/** Says what is wrong with a text that is no YAML, as go-yaml says it. Pure. */
final class YamlComplaint {
    private static final Pattern EXPECTED = Pattern.compile("expected (?:the )?(.*), but (?:found|got) (.*)");

    private YamlComplaint() {}

    static String of(MarkedYamlEngineException e) {
        int line = line(e.getContextMark());
        boolean atEnd = e.getProblem().contains("<stream end>");
        if (line == 0) {
            line = line(e.getProblemMark()) + (atEnd && isInLine(e.getProblemMark()) ? 1 : 0);
        }
        // Go counts from 0, but what its scanner found it has counted on.
        int shown = line > 0 && e instanceof ScannerException ? line + 1 : line;
        return (shown > 0 ? "line " + shown + ": " : "") + problem(e);
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }

    private static boolean isInLine(Optional<Mark> mark) {
        return mark.map(Mark::getColumn).orElse(0) > 0;
    }

    private static String problem(MarkedYamlEngineException e) {
        var problem = e.getProblem();
        if (problem.startsWith("expected <block end>")) {
            boolean isList = String.valueOf(e.getContext()).contains("collection");
            return "did not find expected " + (isList ? "'-' indicator" : "key");
        }
        if (problem.startsWith("expected escape sequence")) {
            return "did not find expected hexdecimal number";
        }
        if (problem.startsWith("expected chomping")) {
            return "did not find expected comment or line break";
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return "mapping values are not allowed in this context";
        }
        if (problem.startsWith("found character") && problem.contains("cannot start any token")) {
            return "found character that cannot start any token";
        }
        if (problem.startsWith("found unknown escape character")) {
            return "found unknown escape character";
        }
        var expected = EXPECTED.matcher(problem);
        return expected.matches() ? "did not find expected " + expected.group(1) : problem;
    }
}
