package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.GoUrl;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Syntax;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Named formats (Kubernetes documentation, "Kubernetes format library"). Pure. */
final class FormatFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    private static final Map<String, FormatVal> FORMATS = new HashMap<>();
    private static final Pattern UUID = Pattern.compile(
            "[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))");
    private static final int LABEL = 30;
    private static final int SUBDOMAIN = 60;
    private static final int TIME_PATTERN = 71;

    static {
        put("dns1123Label", "DNS1123Label", Syntax.DNS_LABEL, LABEL);
        put("dns1123Subdomain", "DNS1123Subdomain", Syntax.DNS_SUBDOMAIN, SUBDOMAIN);
        put("dns1035Label", "DNS1035Label", Syntax.DNS_1035_LABEL, LABEL);
        put("qualifiedName", "QualifiedName", Syntax.QUALIFIED_NAME, SUBDOMAIN);
        put("dns1123LabelPrefix", "DNS1123LabelPrefix", prefix(Syntax.DNS_LABEL), LABEL);
        put("dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", prefix(Syntax.DNS_SUBDOMAIN), SUBDOMAIN);
        put("dns1035LabelPrefix", "DNS1035LabelPrefix", prefix(Syntax.DNS_1035_LABEL), LABEL);
        put("labelValue", "LabelValue", Syntax.LABEL_VALUE, 40);
        put("uri", "URI", FormatFunctions::uri, 1103);
        put("uuid", "uuid", unless(UUID.asMatchPredicate(), "does not match the UUID format"), 70);
        put("byte", "byte", unless(FormatFunctions::isBase64, "invalid base64"), 84);
        put("date", "date", unless(FormatFunctions::isDate, "invalid date"), TIME_PATTERN);
        put("datetime", "datetime", unless(FormatFunctions::isTime, "invalid datetime"), TIME_PATTERN);
        FUNCTIONS.put(
                "format.named",
                one -> one[0] instanceof StringVal(var name)
                        ? new OptionalVal(FORMATS.get(name))
                        : ErrorVal.noSuchOverload("format.named", one));
        FUNCTIONS.put("validate", FormatFunctions::validate);
    }

    private FormatFunctions() {}

    /** A text in quotes, as messages show it. */
    static String quoted(String text) {
        return FieldErrors.shown(Value.of(text));
    }

    private static void put(String function, String name, Syntax syntax, int patternSize) {
        var format = new FormatVal(name, syntax, patternSize);
        FORMATS.put(function, format);
        FUNCTIONS.put("format." + function, none -> format);
    }

    /** What names generated from a prefix may begin with: a hyphen at the end stands for what follows. */
    private static Syntax prefix(Syntax syntax) {
        return text -> syntax.complaints(
                text.length() > 1 && text.endsWith("-") ? text.substring(0, text.length() - 2) + "a" : text);
    }

    private static Syntax unless(Predicate<String> holds, String complaint) {
        return text -> holds.test(text) ? List.of() : List.of(complaint);
    }

    private static List<String> uri(String text) {
        try {
            GoUrl.request(text);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0 && !text.isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return DATE.matcher(text).matches() && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isTime(String text) {
        var parts = text.toLowerCase(Locale.ROOT).split("t", -1);
        if (text.length() < 4 || parts.length < 2 || !isDate(parts[0])) {
            return false;
        }
        var time = TIME.matcher(parts[1]);
        return time.matches()
                && time.group(1).compareTo("23") <= 0
                && time.group(2).compareTo("59") <= 0
                && time.group(3).compareTo("59") <= 0;
    }

    private static Val validate(Val... both) {
        if (!(both[0] instanceof FormatVal format && both[1] instanceof StringVal(var text))) {
            return ErrorVal.noSuchOverload("validate", both);
        }
        var complaints = format.syntax().complaints(text);
        return complaints.isEmpty() ? OptionalVal.NONE : OptionalVal.of(StringFunctions.list(complaints));
    }
}
