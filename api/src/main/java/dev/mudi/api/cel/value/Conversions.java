package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.codec.GoNumbers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values made of others: {@code int('1')}, {@code string(2.5)} and the like (cel-spec, "Type conversions"). Pure. */
public final class Conversions {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern UNSIGNED = Pattern.compile("[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[+-]?0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+");
    private static final Pattern UNDERSCORES = Pattern.compile("(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])");
    private static final Pattern SPECIAL = Pattern.compile("([+-]?)(?:(inf|infinity)|(nan))", Pattern.CASE_INSENSITIVE);
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");
    private static final ErrorVal OVERFLOW = new ErrorVal("integer overflow");
    private static final ErrorVal UNSIGNED_OVERFLOW = new ErrorVal("unsigned integer overflow");

    private Conversions() {}

    /** A value as one of another type, or the error that it is none. */
    public static Val convert(Val value, CelType to) {
        if (value.type().kind() == to.kind()) {
            return value;
        }
        var made = switch (value) {
            case IntVal(var number) -> ofInt(number, to);
            case UintVal whole -> ofUint(whole, to);
            case DoubleVal(var number) -> ofDouble(number, to);
            case StringVal(var text) -> ofText(text, to);
            case BoolVal(var truth) when to == CelType.STRING -> new StringVal(Boolean.toString(truth));
            case BytesVal(var bytes) when to == CelType.STRING -> text(bytes);
            case TimestampVal time when to == CelType.STRING -> new StringVal(Times.text(time));
            case TimestampVal(var instant, var ignored) when to == CelType.INT -> new IntVal(instant.getEpochSecond());
            case DurationVal(var nanos) when to == CelType.STRING -> new StringVal(Times.text(nanos));
            case DurationVal(var nanos) when to == CelType.INT -> new IntVal(nanos);
            case TypeVal(var of) when to == CelType.STRING -> new StringVal(of.name());
            default -> null;
        };
        return made == null ? refused(value, to) : made;
    }

    private static Val refused(Val value, CelType to) {
        return new ErrorVal("type conversion error from '" + value.type().name() + "' to '" + to.name() + "'");
    }

    private static @Nullable Val ofInt(long number, CelType to) {
        return switch (to.kind()) {
            case UINT -> number < 0 ? UNSIGNED_OVERFLOW : new UintVal(number);
            case DOUBLE -> new DoubleVal(number);
            case STRING -> new StringVal(Long.toString(number));
            case TIMESTAMP -> Times.ofSeconds(number);
            default -> null;
        };
    }

    private static @Nullable Val ofUint(UintVal whole, CelType to) {
        return switch (to.kind()) {
            case INT -> whole.bits() < 0 ? OVERFLOW : new IntVal(whole.bits());
            case DOUBLE -> new DoubleVal(Numbers.toDouble(whole));
            case STRING -> new StringVal(Long.toUnsignedString(whole.bits()));
            default -> null;
        };
    }

    private static @Nullable Val ofDouble(double number, CelType to) {
        return switch (to.kind()) {
            case INT ->
                Double.isFinite(number) && number > -0x1p63 && number < 0x1p63 ? new IntVal((long) number) : OVERFLOW;
            case UINT ->
                Double.isFinite(number) && number >= 0 && number < 0x1p64
                        ? new UintVal(Numbers.unsigned(number))
                        : UNSIGNED_OVERFLOW;
            case STRING -> new StringVal(GoNumbers.shortest(number));
            default -> null;
        };
    }

    private static @Nullable Val ofText(String text, CelType to) {
        return switch (to.kind()) {
            case INT -> whole(text);
            case UINT -> unsigned(text);
            case DOUBLE -> decimal(text);
            case BOOL -> TRUE.contains(text) ? BoolVal.TRUE : FALSE.contains(text) ? BoolVal.FALSE : null;
            case BYTES -> new BytesVal(text.getBytes(StandardCharsets.UTF_8));
            case DURATION -> Times.duration(text).<Val>map(DurationVal::new).orElse(null);
            case TIMESTAMP ->
                Times.timestamp(text)
                        .map(time -> TimestampVal.checked(time.toInstant(), time.getOffset()))
                        .orElse(null);
            default -> null;
        };
    }

    private static @Nullable Val whole(String text) {
        try {
            return WHOLE.matcher(text).matches() ? new IntVal(Long.parseLong(text)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Val unsigned(String text) {
        try {
            return UNSIGNED.matcher(text).matches() ? new UintVal(Long.parseUnsignedLong(text)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Val decimal(String text) {
        var special = SPECIAL.matcher(text);
        if (special.matches()) {
            if (special.group(3) != null) {
                return special.group(1).isEmpty() ? new DoubleVal(Double.NaN) : null;
            }
            return new DoubleVal(special.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        var digits = UNDERSCORES.matcher(text).replaceAll("");
        if (!DECIMAL.matcher(digits).matches() && !HEXADECIMAL.matcher(digits).matches()) {
            return null;
        }
        double number = Double.parseDouble(digits);
        return Double.isInfinite(number) ? null : new DoubleVal(number);
    }

    private static Val text(byte[] bytes) {
        try {
            return new StringVal(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return new ErrorVal("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    static String shownBytes(byte[] bytes) {
        var text = new StringBuilder("[");
        for (int i = 0; i < bytes.length; i++) {
            text.append(i == 0 ? "" : " ").append(bytes[i] & 0xff);
        }
        return text.append(']').toString();
    }
}
