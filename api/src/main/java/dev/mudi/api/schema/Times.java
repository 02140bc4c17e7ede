package dev.mudi.api.schema;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Moments and durations as the API writes them. */
public final class Times {
    private static final String PLAIN = "0000-00-00T00:00:00Z";
    private static final int SHORTEST_MONTH = 28;
    private static final long SECONDS_A_DAY = 24 * 60 * 60;
    private static final Pattern SECONDS = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    private static final Pattern RFC3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d([.,]\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern SIX_DIGITS = Pattern.compile(".*[.,]\\d{6}(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern DURATION =
            Pattern.compile("[+-]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))++)");
    private static final Pattern PARTS =
            Pattern.compile("[+-]?((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)(?![^.\\d]))*+");
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d*)?|\\.\\d+");
    private static final Pattern UNIT = Pattern.compile("[^.\\d]+");
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private Times() {}

    /** A moment as {@code Time} is written: {@code 2026-01-31T12:00:00Z}. */
    public static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A moment as {@code MicroTime} is written: {@code 2026-01-31T12:00:00.000000Z}. */
    public static String microText(Instant moment) {
        return MICROSECONDS.format(moment.atOffset(ZoneOffset.UTC));
    }

    /** The moment of a text in RFC 3339. */
    public static Instant parse(String text) throws MalformedException {
        if (isPlain(text)) {
            long day = LocalDate.of(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2))
                    .toEpochDay();
            int second = (number(text, 11, 2) * 60 + number(text, 14, 2)) * 60 + number(text, 17, 2);
            return Instant.ofEpochSecond(day * SECONDS_A_DAY + second);
        }
        if (!RFC3339.matcher(text).matches()) {
            throw new MalformedException(GoTimes.complaintAboutSeconds(text));
        }
        try {
            return OffsetDateTime.parse(text.replace(',', '.')).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedException(GoTimes.complaintAboutSeconds(text), e);
        }
    }

    /** Whether a text is surely a moment in whole seconds as they are written; false does not say that it is none. */
    private static boolean isPlain(String text) {
        if (text.length() != PLAIN.length()) {
            return false;
        }
        for (int i = 0; i < PLAIN.length(); i++) {
            char wanted = PLAIN.charAt(i);
            char there = text.charAt(i);
            if (wanted == '0' ? there < '0' || there > '9' : there != wanted) {
                return false;
            }
        }
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= SHORTEST_MONTH
                && number(text, 11, 2) < 24
                && number(text, 14, 2) < 60
                && number(text, 17, 2) < 60;
    }

    private static int number(String digits, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            number = number * 10 + digits.charAt(i) - '0';
        }
        return number;
    }

    static Value seconds(StringValue value) throws MalformedException {
        if (isPlain(value.text())) {
            return value;
        }
        var canonical = text(parse(value.text()));
        return SECONDS.matcher(value.text()).matches() && canonical.equals(value.text())
                ? value
                : new StringValue(canonical);
    }

    static Value microseconds(StringValue value) throws MalformedException {
        if (!SIX_DIGITS.matcher(value.text()).matches()) {
            throw new MalformedException(GoTimes.complaintAboutMicroseconds(value.text()));
        }
        var canonical = microText(parse(value.text()));
        return canonical.equals(value.text()) ? value : new StringValue(canonical);
    }

    private static String unreadableDuration(String text) {
        var parts = PARTS.matcher(text);
        var rest = parts.lookingAt() ? text.substring(parts.end()) : text;
        var number = NUMBER.matcher(rest);
        if (!number.lookingAt()) {
            return "time: invalid duration " + GoText.quoted(text);
        }
        var unit = UNIT.matcher(rest).region(number.end(), rest.length());
        return unit.lookingAt()
                ? "time: unknown unit " + GoText.quoted(unit.group()) + " in duration " + GoText.quoted(text)
                : "time: missing unit in duration " + GoText.quoted(text);
    }

    static Value duration(StringValue value) throws MalformedException {
        if (!DURATION.matcher(value.text()).matches()) {
            throw new MalformedException(unreadableDuration(value.text()));
        }
        return value;
    }
}
