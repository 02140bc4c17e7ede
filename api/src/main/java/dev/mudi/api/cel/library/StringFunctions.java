package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.PlainList;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Functions of texts: those of the language, and version 2 of its extension for texts. Positions count code points. Pure. */
final class StringFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    static {
        test("contains", String::contains);
        test("startsWith", String::startsWith);
        test("endsWith", String::endsWith);
        change("lowerAscii", text -> ascii(text, 'A', 'Z', 32));
        change("upperAscii", text -> ascii(text, 'a', 'z', -32));
        change("trim", StringFunctions::trimmed);
        change("strings.quote", StringFunctions::quoted);
        FUNCTIONS.put("charAt", StringFunctions::charAt);
        FUNCTIONS.put("substring", StringFunctions::substring);
        FUNCTIONS.put("replace", TextParts::replace);
        FUNCTIONS.put("split", TextParts::split);
        FUNCTIONS.put("join", StringFunctions::join);
        FUNCTIONS.put("format", TextFormat::format);
    }

    private StringFunctions() {}

    private static void test(String name, BiPredicate<String, String> holds) {
        FUNCTIONS.put(
                name,
                both -> both[0] instanceof StringVal(var text) && both[1] instanceof StringVal(var part)
                        ? BoolVal.of(holds.test(text, part))
                        : ErrorVal.NO_SUCH_OVERLOAD);
    }

    private static void change(String name, UnaryOperator<String> change) {
        FUNCTIONS.put(
                name,
                one -> one[0] instanceof StringVal(var text)
                        ? new StringVal(change.apply(text))
                        : ErrorVal.noSuchOverload(name, one));
    }

    private static String ascii(String text, char first, char last, int distance) {
        var chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= first && chars[i] <= last) {
                chars[i] = (char) (chars[i] + distance);
            }
        }
        return new String(chars);
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** What Unicode calls white space. */
    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 11 -> out.append("\\v");
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                default -> out.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 0xfffd : c);
            }
        });
        return out.append('"').toString();
    }

    private static Val charAt(Val... both) {
        if (!(both[0] instanceof StringVal text && both[1] instanceof IntVal(var index))) {
            return ErrorVal.noSuchOverload("charAt", both);
        }
        int length = text.length();
        if (index < 0 || index > length) {
            return outOfRange(index);
        }
        return index == length ? StringVal.EMPTY : new StringVal(part(text.text(), (int) index, (int) index + 1));
    }

    private static Val substring(Val... arguments) {
        if (!(arguments[0] instanceof StringVal text && arguments[1] instanceof IntVal(var start))) {
            return ErrorVal.noSuchOverload("substring", arguments);
        }
        int length = text.length();
        long end = length;
        if (arguments.length == 3) {
            if (!(arguments[2] instanceof IntVal(var given))) {
                return ErrorVal.noSuchOverload("substring", arguments);
            }
            end = given;
            if (start > end) {
                return new ErrorVal("invalid substring range. start: " + start + ", end: " + end);
            }
        }
        if (start < 0 || start > length) {
            return outOfRange(start);
        }
        if (end < 0 || end > length) {
            return outOfRange(end);
        }
        return new StringVal(part(text.text(), (int) start, (int) end));
    }

    static String part(String text, int start, int end) {
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }

    private static ErrorVal outOfRange(long index) {
        return new ErrorVal("index out of range: " + index);
    }

    static Val indexOf(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text) && arguments[1] instanceof StringVal(var part))
                || (arguments.length == 3 && !(arguments[2] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("indexOf", arguments);
        }
        long offset = arguments.length == 3 && arguments[2] instanceof IntVal(var given) ? given : 0;
        if (part.isEmpty()) {
            return new IntVal(offset);
        }
        if (offset < 0) {
            return outOfRange(offset);
        }
        int length = text.codePointCount(0, text.length());
        if (offset >= length) {
            return IntVal.NONE;
        }
        int found = text.indexOf(part, text.offsetByCodePoints(0, (int) offset));
        return new IntVal(found < 0 ? -1 : text.codePointCount(0, found));
    }

    static Val lastIndexOf(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text) && arguments[1] instanceof StringVal(var part))
                || (arguments.length == 3 && !(arguments[2] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("lastIndexOf", arguments);
        }
        int length = text.codePointCount(0, text.length());
        if (arguments.length == 2 && part.isEmpty()) {
            return new IntVal(length);
        }
        if (arguments.length == 2 && text.length() < part.length()) {
            return IntVal.NONE;
        }
        long offset = arguments.length == 3 && arguments[2] instanceof IntVal(var given) ? given : length - 1L;
        if (part.isEmpty()) {
            return new IntVal(offset);
        }
        if (offset < 0) {
            return outOfRange(offset);
        }
        if (offset >= length) {
            return IntVal.NONE;
        }
        int found = text.lastIndexOf(part, text.offsetByCodePoints(0, (int) offset));
        return new IntVal(found < 0 ? -1 : text.codePointCount(0, found));
    }

    private static Val join(Val... arguments) {
        if (!(arguments[0] instanceof ListVal list)
                || (arguments.length == 2 && !(arguments[1] instanceof StringVal))) {
            return ErrorVal.noSuchOverload("join", arguments);
        }
        var between = arguments.length == 2 && arguments[1] instanceof StringVal(var given) ? given : "";
        var joined = new StringBuilder();
        Limits.items(list.size());
        for (long i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof StringVal(var text))) {
                return new ErrorVal("join: invalid input: " + Shown.of(list.get(i)));
            }
            joined.append(i == 0 ? "" : between).append(text);
            Limits.characters(joined.length());
        }
        return new StringVal(joined.toString());
    }

    /** A list of texts. */
    static Val list(Iterable<String> texts) {
        var items = new ArrayList<Val>();
        texts.forEach(text -> items.add(new StringVal(text)));
        return new PlainList(items);
    }
}
