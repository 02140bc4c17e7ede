package dev.mudi.api.cel.library;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.Map;

/** {@code matches find findAll}, in RE2's syntax. Pure but for the cache of patterns. */
final class RegexFunctions {
    static final Map<String, Function> FUNCTIONS = Map.of(
            "matches", RegexFunctions::matches, "find", RegexFunctions::find, "findAll", RegexFunctions::findAll);

    private RegexFunctions() {}

    private static Val matches(Val... both) {
        if (!(both[0] instanceof StringVal(var text) && both[1] instanceof StringVal(var pattern))) {
            return ErrorVal.NO_SUCH_OVERLOAD;
        }
        try {
            return BoolVal.of(Regexes.compile(pattern).matcher(text).find());
        } catch (PatternSyntaxException e) {
            return new ErrorVal(Regexes.complaint(e));
        }
    }

    private static Val find(Val... both) {
        if (!(both[0] instanceof StringVal(var text) && both[1] instanceof StringVal(var pattern))) {
            return ErrorVal.noSuchOverload("find", both);
        }
        try {
            var matcher = Regexes.compile(pattern).matcher(text);
            return matcher.find() ? new StringVal(matcher.group()) : StringVal.EMPTY;
        } catch (PatternSyntaxException e) {
            return new ErrorVal("Illegal regex: " + Regexes.complaint(e));
        }
    }

    private static Val findAll(Val... arguments) {
        if (!(arguments[0] instanceof StringVal(var text) && arguments[1] instanceof StringVal(var pattern))
                || (arguments.length == 3 && !(arguments[2] instanceof IntVal))) {
            return ErrorVal.noSuchOverload("findAll", arguments);
        }
        long most = arguments.length == 3 && arguments[2] instanceof IntVal(var given) ? given : -1;
        try {
            return StringFunctions.list(all(Regexes.compile(pattern), text, most < 0 ? Long.MAX_VALUE : most));
        } catch (PatternSyntaxException e) {
            return new ErrorVal("Illegal regex: " + Regexes.complaint(e));
        }
    }

    /** Go drops an empty match that touches the match before it. */
    private static Iterable<String> all(Pattern pattern, String text, long most) {
        var found = new ArrayList<String>();
        var matcher = pattern.matcher(text);
        int end = -1;
        while (found.size() < most && matcher.find()) {
            boolean touches = matcher.start() == matcher.end() && matcher.start() == end;
            if (!touches) {
                found.add(matcher.group());
            }
            end = matcher.end();
        }
        return found;
    }
}
