package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;

/** Takes texts apart, as Go's strings package does where a separator or what is replaced is empty. Pure. */
final class TextParts {
    private TextParts() {}

    static Val replace(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text)
                        && arguments[1] instanceof StringVal(var old)
                        && arguments[2] instanceof StringVal(var with))
                || (arguments.length == 4 && !(arguments[3] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("replace", arguments);
        }
        long most = arguments.length == 4 && arguments[3] instanceof IntVal(var given) ? given : -1;
        return new StringVal(replaced(text, old, with, most < 0 ? Long.MAX_VALUE : most));
    }

    private static String replaced(String text, String old, String with, long most) {
        var out = new StringBuilder();
        int at = 0;
        long done = 0;
        while (done < most) {
            int found = old.isEmpty() ? boundary(text, at, done) : text.indexOf(old, at);
            if (found < 0) {
                break;
            }
            out.append(text, at, found).append(with);
            Limits.characters(out.length());
            at = found + old.length();
            done++;
        }
        Limits.characters((long) out.length() + text.length() - at);
        return out.append(text, at, text.length()).toString();
    }

    /** Where the next character begins, the end included. */
    private static int boundary(String text, int at, long done) {
        if (done == 0) {
            return 0;
        }
        return at >= text.length() ? -1 : text.offsetByCodePoints(at, 1);
    }

    static Val split(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text) && arguments[1] instanceof StringVal(var separator))
                || (arguments.length == 3 && !(arguments[2] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("split", arguments);
        }
        long most = arguments.length == 3 && arguments[2] instanceof IntVal(var given) ? given : -1;
        return StringFunctions.list(parts(text, separator, most));
    }

    private static List<String> parts(String text, String separator, long most) {
        var parts = new ArrayList<String>();
        if (most == 0 || (separator.isEmpty() && text.isEmpty())) {
            return parts;
        }
        int at = 0;
        while (most < 0 || parts.size() < most - 1) {
            int end = separator.isEmpty() ? text.offsetByCodePoints(at, 1) : text.indexOf(separator, at);
            if (end < 0 || (separator.isEmpty() && end >= text.length())) {
                break;
            }
            parts.add(text.substring(at, end));
            at = end + separator.length();
        }
        parts.add(text.substring(at));
        return parts;
    }
}
