package dev.mudi.api.protobuf;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Lengths of time as Go writes them ({@code 1h2m0.5s}) and as nanoseconds. */
final class GoDuration {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final long SECOND = 1_000_000_000L;

    private GoDuration() {}

    static long nanos(String text) {
        var total = BigDecimal.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            total = total.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(nanosIn(parts.group(2)))));
        }
        return text.startsWith("-") ? -total.longValue() : total.longValue();
    }

    private static long nanosIn(String unit) {
        return switch (unit) {
            case "h" -> 3_600 * SECOND;
            case "m" -> 60 * SECOND;
            case "s" -> SECOND;
            case "ms" -> 1_000_000;
            case "ns" -> 1;
            default -> 1_000;
        };
    }

    static String text(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        var sign = nanos < 0 ? "-" : "";
        long size = Math.abs(nanos);
        if (size < SECOND) {
            return sign + small(size);
        }
        long minutes = size / (60 * SECOND);
        var seconds = plain(BigDecimal.valueOf(size % (60 * SECOND), 9)) + "s";
        if (minutes == 0) {
            return sign + seconds;
        }
        return sign + (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
    }

    private static String small(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000
                ? plain(BigDecimal.valueOf(nanos, 3)) + "µs"
                : plain(BigDecimal.valueOf(nanos, 6)) + "ms";
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
