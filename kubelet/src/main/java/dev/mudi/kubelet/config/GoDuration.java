package dev.mudi.kubelet.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them, such as {@code 1m30s}. */
final class GoDuration {

    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    private GoDuration() {}

    /** @throws IllegalArgumentException when the text is no duration */
    static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        var sum = Duration.ZERO;
        int end = 0;
        Matcher part = PART.matcher(text);
        while (part.find() && part.start() == end) {
            double unit = switch (part.group(2)) {
                case "h" -> 3600e9;
                case "m" -> 60e9;
                case "s" -> 1e9;
                case "ms" -> 1e6;
                case "us", "µs" -> 1e3;
                default -> 1;
            };
            sum = sum.plusNanos(Math.round(Double.parseDouble(part.group(1)) * unit));
            end = part.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration: it would be a number with a unit, such as 1m30s");
        }
        return sum;
    }
}
