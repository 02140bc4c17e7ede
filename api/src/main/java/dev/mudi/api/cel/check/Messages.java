package dev.mudi.api.cel.check;

import dev.cel.common.CelIssue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What dev.cel complains about, in upstream's words. For one expression. */
final class Messages {
    private static final Pattern CANDIDATES = Pattern.compile("(?s) \\(candidates: .*\\)$");
    private static final Pattern JUNCTION =
            Pattern.compile("found no matching overload for '(?:_&&_|_\\|\\|_)' applied to '\\((.*)\\)'");
    private static final Pattern NUMBER =
            Pattern.compile("For input string: .*|.*out of range.*|.*too large.*|.*exceeds range.*");
    private static final Pattern PARAMETER = Pattern.compile("%\\w+");
    private static final Pattern KEYWORD = Pattern.compile("no viable alternative at input '\\.(true|false|null|in)'");
    private static final Pattern EXPECTED = Pattern.compile("(?s)(.* expecting )\\{(.*)}");
    private static final Set<String> OPERATORS = Set.of(
            "'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'", "'['", "'.'", "'-'", "'?'", "'+'",
            "'*'", "'/'", "'%%'", "'%'");
    private static final Set<String> ANY_TYPE = Set.of("bool", "dyn", "!error!");
    private static final List<String> SYNTAX = List.of(
            "mismatched input",
            "extraneous input",
            "missing ",
            "no viable alternative",
            "token recognition error",
            "rule ");

    private final String text;
    private final Optional<Positions> positions;

    /** For a text, whose positions are known if it could be parsed. */
    Messages(String text, Optional<Positions> positions) {
        this.text = text;
        this.positions = positions;
    }

    List<Issue> translate(CelIssue issue) {
        var place = issue.getSourceLocation();
        var message = shown(CANDIDATES.matcher(issue.getMessage()).replaceFirst(""));
        var junction = JUNCTION.matcher(message);
        if (message.startsWith("Message type resolution failure")) {
            return List.of();
        } else if (junction.matches() && positions.isPresent()) {
            return terms(positions.get(), issue.getExprId(), types(junction.group(1)));
        } else if (KEYWORD.matcher(message).matches()) {
            message = KEYWORD.matcher(message).replaceFirst("Syntax error: mismatched input '$1' expecting IDENTIFIER");
        } else if (SYNTAX.stream().anyMatch(message::startsWith)) {
            message = "Syntax error: " + expected(message);
        } else if (message.startsWith("unsupported syntax '")) {
            message = message.replace("unsupported syntax '", "unsupported syntax: '");
        } else if (message.startsWith("Illegal escape sequence")) {
            message = "unable to unescape string";
        } else if (NUMBER.matcher(message).matches()) {
            message = "invalid " + kind(text, place.getLine(), place.getColumn()) + " literal";
        }
        return List.of(new Issue(place.getLine(), place.getColumn(), message));
    }

    /** Where a whole expression could end, upstream does not list the operators that it could go on with. */
    private static String expected(String message) {
        var expected = EXPECTED.matcher(message);
        if (!expected.matches()) {
            return message;
        }
        var tokens = new ArrayList<>(List.of(expected.group(2).split(", ")));
        if (!tokens.contains("'=='")) {
            return message;
        }
        tokens.removeIf(OPERATORS::contains);
        return expected.group(1) + (tokens.size() == 1 ? tokens.getFirst() : "{" + String.join(", ", tokens) + "}");
    }

    /** Upstream complains of each term of a junction that is not true or false. */
    private static List<Issue> terms(Positions positions, long id, List<String> types) {
        var issues = new ArrayList<Issue>();
        var terms = positions.argumentsOf(id);
        for (int i = 0; i < Math.min(terms.size(), types.size()); i++) {
            if (!ANY_TYPE.contains(types.get(i))) {
                issues.add(positions.at(terms.get(i), "expected type 'bool' but found '" + types.get(i) + "'"));
            }
        }
        return issues;
    }

    private static List<String> types(String list) {
        var types = new ArrayList<String>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                types.add(list.substring(start, i));
                start = i + 2;
            }
        }
        types.add(list.substring(start));
        return types;
    }

    /** A text with types named as messages name them. */
    static String shown(String text) {
        var unknown = text.contains("does not support field selection") ? "dyn" : "!error!";
        var named = text.replace("google.protobuf.Timestamp", "timestamp")
                .replace("google.protobuf.Duration", "duration")
                .replace("null_type", "null")
                .replace("*error*", unknown);
        return named.contains(" type") || named.contains("overload")
                ? PARAMETER.matcher(named).replaceAll("dyn")
                : named;
    }

    private static String kind(String text, int line, int column) {
        var lines = text.split("\n", -1);
        var rest = line >= 1 && line <= lines.length && column <= lines[line - 1].length()
                ? lines[line - 1].substring(column)
                : "";
        var literal = rest.replaceFirst("(?s)[^0-9a-zA-Z.].*", "");
        if (literal.endsWith("u") || literal.endsWith("U")) {
            return "uint";
        }
        return literal.contains(".") || (!literal.startsWith("0x") && literal.matches(".*[eE].*")) ? "double" : "int";
    }
}
