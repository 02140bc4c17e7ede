package dev.mudi.api.selector;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Reads a label selector by recursive descent. For one text. */
final class LabelSelectorParser {
    private static final String SPECIAL = "=!(),><";
    private static final List<String> SYMBOLS = List.of("!=", "==", "!", "=", "(", ")", ",", ">", "<");
    private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";

    private final String text;
    private int at;
    private Token next;

    /** A word, a symbol, or with the empty text the end. */
    private record Token(boolean isWord, String text) {
        boolean is(String symbol) {
            return !isWord && text.equals(symbol);
        }

        boolean isEnd() {
            return is("");
        }
    }

    /** Of a text, which ends before a NUL if it has one, as upstream's lexer lets it (apimachinery, labels.Lexer). */
    LabelSelectorParser(String text) {
        int end = text.indexOf('\0');
        this.text = end < 0 ? text : text.substring(0, end);
        this.next = lex();
    }

    List<Requirement> parse() throws MalformedException {
        var requirements = new ArrayList<Requirement>();
        while (!next.isEnd()) {
            if (!next.isWord && !next.is("!")) {
                throw found("', expected: !, identifier, or 'end of string'");
            }
            requirements.add(requirement());
            if (next.isEnd()) {
                break;
            }
            if (!next.is(",")) {
                throw found("', expected: ',' or 'end of string'");
            }
            take();
            if (!next.isWord && !next.is("!")) {
                throw found("', expected: identifier after ','");
            }
        }
        return requirements;
    }

    private Requirement requirement() throws MalformedException {
        try {
            boolean negated = next.is("!");
            if (negated) {
                take();
            }
            if (!next.isWord) {
                throw found("', expected: identifier");
            }
            var key = take().text;
            var errors = new FieldErrors();
            Requirement.checkKey(key, FieldPath.ROOT, errors);
            Requirement.refuse(errors);
            if (negated || next.isEnd() || next.is(",")) {
                return Requirement.checked(
                        key, negated ? Requirement.Operator.DOES_NOT_EXIST : Requirement.Operator.EXISTS, List.of());
            }
            var operator = operator();
            boolean isSet = operator == Requirement.Operator.IN || operator == Requirement.Operator.NOT_IN;
            return Requirement.checked(key, operator, isSet ? values() : List.of(exactValue()));
        } catch (MalformedException e) {
            throw new MalformedException("unable to parse requirement: " + e.getMessage(), e);
        }
    }

    private Requirement.Operator operator() throws MalformedException {
        var operator = switch (next.text) {
            case "in" -> Requirement.Operator.IN;
            case "notin" -> Requirement.Operator.NOT_IN;
            case "=" -> Requirement.Operator.EQUALS;
            case "==" -> Requirement.Operator.DOUBLE_EQUALS;
            case "!=" -> Requirement.Operator.NOT_EQUALS;
            case ">" -> Requirement.Operator.GREATER_THAN;
            case "<" -> Requirement.Operator.LESS_THAN;
            default -> throw found("', expected: " + OPERATORS);
        };
        take();
        return operator;
    }

    private String exactValue() throws MalformedException {
        if (next.isEnd() || next.is(",")) {
            return "";
        }
        if (!next.isWord) {
            throw found("', expected: identifier");
        }
        return take().text;
    }

    /** {@code (a,b)}; an empty place between commas and parentheses is the empty value. */
    private List<String> values() throws MalformedException {
        if (!next.is("(")) {
            throw found("' expected: '('");
        }
        take();
        var values = new TreeSet<String>();
        boolean valueMayFollow = true;
        while (!next.is(")")) {
            if (next.isWord && valueMayFollow) {
                values.add(take().text);
                valueMayFollow = false;
            } else if (next.is(",")) {
                if (valueMayFollow) {
                    values.add("");
                }
                take();
                valueMayFollow = true;
            } else {
                throw found(
                        values.isEmpty()
                                ? "', expected: ',', ')' or identifier"
                                : valueMayFollow ? "', expected: ',', or identifier" : "', expected: ',' or ')'");
            }
        }
        if (valueMayFollow) {
            values.add("");
        }
        take();
        return List.copyOf(values);
    }

    private MalformedException found(String rest) {
        return new MalformedException("found '" + next.text + rest);
    }

    private Token take() {
        var taken = next;
        next = lex();
        return taken;
    }

    private Token lex() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at == text.length()) {
            return new Token(false, "");
        }
        for (var symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(false, symbol);
            }
        }
        int start = at;
        while (at < text.length() && (SPECIAL + " \t\r\n").indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return new Token(true, text.substring(start, at));
    }
}
