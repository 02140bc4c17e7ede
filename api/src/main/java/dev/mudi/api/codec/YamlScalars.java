package dev.mudi.api.codec;

import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What plain words mean: the resolver of Go's yaml.v2, which kubectl and the API server use. */
final class YamlScalars {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> NO_NUMBERS = Set.of(
            ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE =
            Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern DATE_OR_SEXAGESIMAL =
            Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt ].*)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])++(\\.[0-9_]*)?");
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final double WHOLE_BELOW = 1e18;

    private YamlScalars() {}

    static boolean isMergeKey(Event event) {
        return event instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<")
                && scalar.getTag().isEmpty();
    }

    static Value resolve(ScalarEvent scalar) throws MalformedException {
        var text = scalar.getValue();
        var tag = scalar.getTag().orElse("");
        return switch (tag) {
            case "" -> scalar.getScalarStyle() == ScalarStyle.PLAIN ? plain(text) : new StringValue(text);
            case "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null" -> plain(text);
            case "tag:yaml.org,2002:float" -> plain(text);
            case "tag:yaml.org,2002:binary" -> binary(text);
            default -> new StringValue(text);
        };
    }

    private static Value binary(String text) throws MalformedException {
        try {
            return new StringValue(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(
                    "error converting YAML to JSON: yaml: !!binary value contains invalid base64 data", e);
        }
    }

    /** Whether a plain word means just itself, for every reader of YAML 1.1: dates and sexagesimal numbers do not. */
    static boolean isText(String word) {
        try {
            return plain(word) instanceof StringValue
                    && !word.equals("<<")
                    && !DATE_OR_SEXAGESIMAL.matcher(word).matches();
        } catch (MalformedException e) {
            return false;
        }
    }

    private static Value plain(String word) throws MalformedException {
        if (NULL.contains(word)) {
            return NullValue.NULL;
        }
        if (TRUE.contains(word)) {
            return BooleanValue.TRUE;
        }
        if (FALSE.contains(word)) {
            return BooleanValue.FALSE;
        }
        if (NO_NUMBERS.contains(word)) {
            throw new MalformedException("error converting YAML to JSON: json: unsupported value: " + word);
        }
        return "+-.0123456789".indexOf(word.charAt(0)) >= 0
                ? number(word).orElse(new StringValue(word))
                : new StringValue(word);
    }

    private static Optional<Value> number(String word) {
        var digits = word.startsWith(".") ? word : word.replace("_", "");
        var whole = WHOLE.matcher(digits);
        if (whole.matches()) {
            var number = whole(whole.group(2).toLowerCase(Locale.ROOT));
            return Optional.of(whole(whole.group(1).equals("-") ? number.negate() : number));
        }
        if (DECIMAL.matcher(digits).matches()) {
            double number = Double.parseDouble(digits);
            boolean isWhole = number == Math.rint(number) && Math.abs(number) < WHOLE_BELOW;
            return Optional.of(isWhole ? Value.of((long) number) : new DecimalValue(number));
        }
        return Optional.empty();
    }

    private static BigInteger whole(String digits) {
        if (digits.startsWith("0x")) {
            return new BigInteger(digits.substring(2), 16);
        }
        if (digits.startsWith("0b")) {
            return new BigInteger(digits.substring(2), 2);
        }
        if (digits.length() > 1 && digits.startsWith("0")) {
            return new BigInteger(digits.substring(digits.startsWith("0o") ? 2 : 1), 8);
        }
        return new BigInteger(digits);
    }

    private static Value whole(BigInteger number) {
        boolean fits = number.compareTo(LARGEST) <= 0 && number.compareTo(SMALLEST) >= 0;
        return fits ? Value.of(number.longValue()) : new DecimalValue(number.doubleValue());
    }
}
