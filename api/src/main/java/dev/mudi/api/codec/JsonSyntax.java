package dev.mudi.api.codec;

import java.util.BitSet;
import java.util.Optional;

/** Says what is wrong with a text that is no JSON, as Go's encoding/json says it. For one text. */
public final class JsonSyntax {
    /** How deep Go reads. */
    private static final int MAX_DEPTH = 10_000;

    private static final int HEX_DIGITS = 4;

    private static final String END = "unexpected end of JSON input";

    private final byte[] text;
    private final BitSet isObject = new BitSet();
    private int depth;
    private int at;
    private Expected expected = Expected.VALUE;
    private Optional<String> complaint = Optional.empty();

    /** What may stand next, and what Go calls its place where something else stands there. */
    private enum Expected {
        VALUE("looking for beginning of value"),
        VALUE_OR_END("looking for beginning of value"),
        NAME("looking for beginning of object key string"),
        NAME_OR_END("looking for beginning of object key string"),
        COLON("after object key"),
        PAIR_END("after object key:value pair"),
        ITEM_END("after array element"),
        NOTHING("after top-level value");

        private final String place;

        Expected(String place) {
            this.place = place;
        }
    }

    private JsonSyntax(byte[] text) {
        this.text = text;
    }

    /** What is wrong first; empty for JSON. */
    public static Optional<String> complaint(byte[] text) {
        var syntax = new JsonSyntax(text);
        while (syntax.complaint.isEmpty() && syntax.hasNext()) {
            syntax.next();
        }
        return syntax.complaint;
    }

    private boolean hasNext() {
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
        if (at == text.length && expected != Expected.NOTHING) {
            complaint = Optional.of(END);
        }
        return at < text.length;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void next() {
        byte c = text[at];
        switch (expected) {
            case VALUE -> value(c);
            case VALUE_OR_END -> {
                if (c == ']') {
                    close();
                } else {
                    value(c);
                }
            }
            case NAME -> name(c);
            case NAME_OR_END -> {
                if (c == '}') {
                    close();
                } else {
                    name(c);
                }
            }
            case COLON -> punctuation(c, ':', Expected.VALUE, ':');
            case PAIR_END -> punctuation(c, ',', Expected.NAME, '}');
            case ITEM_END -> punctuation(c, ',', Expected.VALUE, ']');
            case NOTHING -> unexpected(expected.place);
        }
    }

    private void punctuation(byte c, char more, Expected then, char end) {
        if (c == more) {
            at++;
            expected = then;
        } else if (c == end) {
            close();
        } else {
            unexpected(expected.place);
        }
    }

    private void name(byte c) {
        if (c == '"') {
            string();
            expected = Expected.COLON;
        } else {
            unexpected(expected.place);
        }
    }

    private void value(byte c) {
        switch (c) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> {
                unexpected(expected.place);
                return;
            }
        }
        if (c != '{' && c != '[') {
            ended();
        }
    }

    private void open(boolean object) {
        if (depth == MAX_DEPTH) {
            unexpected("exceeded max depth");
            return;
        }
        isObject.set(depth, object);
        depth++;
        at++;
        expected = object ? Expected.NAME_OR_END : Expected.VALUE_OR_END;
    }

    private void close() {
        depth--;
        at++;
        ended();
    }

    private void ended() {
        expected = depth == 0 ? Expected.NOTHING : isObject.get(depth - 1) ? Expected.PAIR_END : Expected.ITEM_END;
    }

    private void string() {
        at++;
        while (at < text.length && text[at] != '"') {
            if (text[at] >= 0 && text[at] < ' ') {
                unexpected("in string literal");
                return;
            }
            if (text[at++] == '\\' && !escape()) {
                return;
            }
        }
        if (at == text.length) {
            complaint = Optional.of(END);
        }
        at++;
    }

    private boolean escape() {
        boolean isHex = here() == 'u';
        if ("bfnrt\\/\"u".indexOf(here()) < 0) {
            unexpected("in string escape code");
            return false;
        }
        at++;
        for (int i = 0; isHex && i < HEX_DIGITS; i++, at++) {
            if (Character.digit(here(), 16) < 0) {
                unexpected("in \\u hexadecimal character escape");
                return false;
            }
        }
        return true;
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (here() != word.charAt(i)) {
                unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
                return;
            }
        }
    }

    private void number() {
        if (here() == '-') {
            at++;
        }
        if (here() == '0') {
            at++;
        } else if (!digits("in numeric literal")) {
            return;
        }
        if (here() == '.') {
            at++;
            if (!digits("after decimal point in numeric literal")) {
                return;
            }
        }
        if (here() == 'e' || here() == 'E') {
            at++;
            if (here() == '+' || here() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private boolean digits(String place) {
        if (here() < '0' || here() > '9') {
            unexpected(place);
            return false;
        }
        while (here() >= '0' && here() <= '9') {
            at++;
        }
        return true;
    }

    /** The byte at hand; Go takes the end for a space where something had to follow. */
    private char here() {
        return at < text.length ? (char) (text[at] & 0xff) : ' ';
    }

    private void unexpected(String place) {
        char c = here();
        var quoted = GoText.quoted(String.valueOf(c));
        var shown = switch (c) {
            case '\'' -> "\\'";
            case '"' -> "\"";
            default -> quoted.substring(1, quoted.length() - 1);
        };
        complaint = Optional.of("invalid character '" + shown + "' " + place);
    }
}
