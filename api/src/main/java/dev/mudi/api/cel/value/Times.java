package dev.mudi.api.cel.value;

import dev.mudi.api.codec.GoNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts of points in time and spans of time, as Go reads and writes them. Pure. */
public final class Times {
    private static final long SECOND = 1_000_000_000L;
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> UNITS = Map.of(
            "ns",
            1L,
            "us",
            1000L,
            "\u00b5s",
            1000L,
            "\u03bcs",
            1000L,
            "ms",
            1_000_000L,
            "s",
            SECOND,
            "m",
            60 * SECOND,
            "h",
            3600 * SECOND);
    private static final Pattern PART = Pattern.compile("([0-9]*)(?:\\.([0-9]*))?([^0-9.]+)");
    private static final Pattern RFC3339 = Pattern.compile(
            "(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d{1,2}):(\\d\\d):(\\d\\d)(?:[.,](\\d+))?(?:(Z)|([+-])(\\d\\d):(\\d\\d))");
    private static final int LONGEST = 4096;

    private Times() {}

    /** A span of time like {@code 1h30m} in nanoseconds, if it is one (Go, time.ParseDuration). */
    public static Optional<Long> duration(String text) {
        boolean negative = text.startsWith("-");
        var rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(0L);
        }
        if (rest.isEmpty() || rest.length() > LONGEST) {
            return Optional.empty();
        }
        var sum = BigInteger.ZERO;
        var parts = PART.matcher(rest);
        int end = 0;
        while (parts.lookingAt()) {
            var unit = UNITS.get(parts.group(3));
            var whole = parts.group(1);
            var fraction = parts.group(2) == null ? "" : parts.group(2);
            if (unit == null || (whole.isEmpty() && fraction.isEmpty())) {
                return Optional.empty();
            }
            var number = new BigDecimal((whole.isEmpty() ? "0" : whole) + "." + (fraction.isEmpty() ? "0" : fraction));
            sum = sum.add(number.multiply(BigDecimal.valueOf(unit)).toBigInteger());
            end = parts.end();
            parts.region(end, rest.length());
        }
        var most = negative ? MOST.add(BigInteger.ONE) : MOST;
        if (end != rest.length() || sum.compareTo(most) > 0) {
            return Optional.empty();
        }
        return Optional.of((negative ? sum.negate() : sum).longValue());
    }

    /** A point in time like {@code 2024-01-02T03:04:05.6Z}, if it is one (RFC 3339 as Go reads it). */
    public static Optional<OffsetDateTime> timestamp(String text) {
        var parts = RFC3339.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            var fraction = parts.group(7) == null ? "" : parts.group(7);
            var nanos = (fraction + "000000000").substring(0, 9);
            var local = LocalDateTime.of(
                    number(parts.group(1)),
                    number(parts.group(2)),
                    number(parts.group(3)),
                    number(parts.group(4)),
                    number(parts.group(5)),
                    number(parts.group(6)),
                    number(nanos));
            var offset = ZoneOffset.UTC;
            if (parts.group(8) == null) {
                int hours = number(parts.group(10));
                int minutes = number(parts.group(11));
                if (hours > 24 || minutes > 60) {
                    return Optional.empty();
                }
                int seconds = hours * 3600 + minutes * 60;
                offset = ZoneOffset.ofTotalSeconds(parts.group(9).equals("-") ? -seconds : seconds);
            }
            return Optional.of(OffsetDateTime.of(local, offset));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    /** A point in time as RFC 3339 writes it, with as much of the fraction as is not zero. */
    public static String text(TimestampVal time) {
        var local = LocalDateTime.ofInstant(time.instant(), time.offset());
        var text = new StringBuilder(String.format(
                "%04d-%02d-%02dT%02d:%02d:%02d",
                local.getYear(),
                local.getMonthValue(),
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond()));
        int nanos = local.get(ChronoField.NANO_OF_SECOND);
        if (nanos != 0) {
            text.append('.').append(String.format("%09d", nanos).replaceFirst("0+$", ""));
        }
        int seconds = time.offset().getTotalSeconds();
        if (seconds == 0) {
            return text.append('Z').toString();
        }
        int size = Math.abs(seconds) / 60;
        return text.append(seconds < 0 ? '-' : '+')
                .append(String.format("%02d:%02d", size / 60, size % 60))
                .toString();
    }

    /** A span of time in seconds: {@code 5400s}. */
    public static String text(long nanos) {
        return GoNumbers.plain(seconds(nanos)) + "s";
    }

    /** A span of time in seconds, as Go counts them. */
    public static double seconds(long nanos) {
        long whole = nanos / SECOND;
        return (double) whole + (double) (nanos % SECOND) / 1e9;
    }

    /** A span of time as Go prints it: {@code 1h30m0s}. */
    public static String goText(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        var size = BigDecimal.valueOf(nanos).abs();
        var sign = nanos < 0 ? "-" : "";
        if (size.compareTo(BigDecimal.valueOf(SECOND)) < 0) {
            if (size.compareTo(BigDecimal.valueOf(1000)) < 0) {
                return sign + size.toPlainString() + "ns";
            }
            boolean micro = size.compareTo(BigDecimal.valueOf(1_000_000)) < 0;
            return sign + trimmed(size.movePointLeft(micro ? 3 : 6)) + (micro ? "\u00b5s" : "ms");
        }
        var whole = size.toBigInteger().divide(BigInteger.valueOf(60 * SECOND)).longValue();
        var rest = trimmed(size.remainder(BigDecimal.valueOf(60 * SECOND)).movePointLeft(9)) + "s";
        if (whole == 0) {
            return sign + rest;
        }
        return sign + (whole >= 60 ? whole / 60 + "h" : "") + whole % 60 + "m" + rest;
    }

    private static String trimmed(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** A point in time so many nanoseconds later, or the error that there is none. */
    public static Val plus(TimestampVal time, long nanos) {
        return TimestampVal.checked(time.instant().plusNanos(nanos), time.offset());
    }

    /** A point in time of so many seconds, or the error that there is none. */
    public static Val ofSeconds(long seconds) {
        return seconds < TimestampVal.FIRST || seconds > TimestampVal.LAST
                ? new ErrorVal("timestamp overflow")
                : TimestampVal.of(Instant.ofEpochSecond(seconds));
    }
}
