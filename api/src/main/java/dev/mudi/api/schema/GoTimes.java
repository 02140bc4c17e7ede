package dev.mudi.api.schema;

import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;

/** Says why a text is no moment, as Go's time.Parse says it. For one text. */
final class GoTimes {
    private static final List<String> DATE_AND_TIME =
            List.of("2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05");
    private static final String FRACTION = ".000000";
    private static final String ZONE = "Z07:00";

    private final String text;
    private final List<String> layout;
    private String rest;
    private String outOfRange = "";
    private int year;
    private int month;
    private int day;

    private GoTimes(String text, List<String> layout) {
        this.text = text;
        this.layout = layout;
        this.rest = text;
    }

    /** Why a text is no moment in whole seconds, or with more digits behind the point. */
    static String complaintAboutSeconds(String text) {
        return new GoTimes(
                        text,
                        Stream.concat(DATE_AND_TIME.stream(), Stream.of(ZONE)).toList())
                .complaint();
    }

    /** Why a text is no moment in microseconds. */
    static String complaintAboutMicroseconds(String text) {
        return new GoTimes(
                        text,
                        Stream.concat(DATE_AND_TIME.stream(), Stream.of(FRACTION, ZONE))
                                .toList())
                .complaint();
    }

    private String complaint() {
        for (var element : layout) {
            var before = rest;
            if (!takes(element)) {
                return start() + " as " + quoted(String.join("", layout)) + ": cannot parse " + quoted(before) + " as "
                        + quoted(element);
            }
            if (!outOfRange.isEmpty()) {
                return start() + ": " + outOfRange + " out of range";
            }
        }
        if (!rest.isEmpty()) {
            return start() + ": extra text: " + quoted(rest);
        }
        boolean isDay = day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
        return start() + (isDay ? ": not a moment of RFC 3339" : ": day out of range");
    }

    private String start() {
        return "parsing time " + quoted(text);
    }

    /** Whether the rest begins with an element; takes it from there. */
    private boolean takes(String element) {
        return switch (element) {
            case "2006" -> takesYear();
            case "01" -> takesMonth();
            case "02" -> takesDay();
            case "15" -> inRange(number(1, 2), 0, 23, "hour");
            case "04" -> inRange(number(2, 2), 0, 59, "minute");
            case "05" -> inRange(number(2, 2), 0, 59, "second") && takesMoreDigits();
            case FRACTION -> takesFraction();
            case ZONE -> takesZone();
            default -> takesLiteral(element);
        };
    }

    private boolean takesYear() {
        year = number(4, 4);
        return year >= 0;
    }

    private boolean takesMonth() {
        month = number(2, 2);
        return inRange(month, 1, 12, "month");
    }

    private boolean takesDay() {
        day = number(2, 2);
        return day >= 0;
    }

    private boolean takesLiteral(String literal) {
        boolean there = rest.startsWith(literal);
        rest = there ? rest.substring(literal.length()) : rest;
        return there;
    }

    /** The number at the beginning of the rest, -1 if there are fewer digits. */
    private int number(int least, int most) {
        int digits = digits(rest, most);
        if (digits < least) {
            return -1;
        }
        int number = Integer.parseInt(rest.substring(0, digits));
        rest = rest.substring(digits);
        return number;
    }

    private static int digits(String text, int most) {
        int count = 0;
        while (count < Math.min(most, text.length()) && text.charAt(count) >= '0' && text.charAt(count) <= '9') {
            count++;
        }
        return count;
    }

    private boolean inRange(int number, int least, int most, String name) {
        outOfRange = number >= 0 && (number < least || number > most) ? name : outOfRange;
        return number >= 0;
    }

    /** Seconds may have a fraction, whatever the layout says. */
    private boolean takesMoreDigits() {
        boolean fraction = !layout.contains(FRACTION) && rest.length() > 1 && isPoint(rest.charAt(0));
        int digits = fraction ? digits(rest.substring(1), rest.length()) : 0;
        rest = digits > 0 ? rest.substring(1 + digits) : rest;
        return true;
    }

    private static boolean isPoint(char c) {
        return c == '.' || c == ',';
    }

    private boolean takesFraction() {
        int length = FRACTION.length();
        if (rest.length() < length || !isPoint(rest.charAt(0)) || digits(rest.substring(1), length - 1) < length - 1) {
            return false;
        }
        rest = rest.substring(length);
        return true;
    }

    private boolean takesZone() {
        if (takesLiteral("Z")) {
            return true;
        }
        boolean shaped = rest.length() >= ZONE.length()
                && (rest.charAt(0) == '+' || rest.charAt(0) == '-')
                && digits(rest.substring(1), 2) == 2
                && rest.charAt(3) == ':'
                && digits(rest.substring(4), 2) == 2;
        if (!shaped) {
            return false;
        }
        inRange(Integer.parseInt(rest.substring(4, 6)), 0, 60, "time zone offset minute");
        inRange(Integer.parseInt(rest.substring(1, 3)), 0, 24, "time zone offset hour");
        rest = rest.substring(ZONE.length());
        return true;
    }

    /** In quotes as package time has them: everything that is not plain ASCII byte by byte. */
    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '"' || b == '\\') {
                out.append('\\').append((char) b);
            } else if (b < ' ') {
                out.append(String.format("\\x%02x", b & 0xff));
            } else {
                out.append((char) b);
            }
        }
        return out.append('"').toString();
    }
}
