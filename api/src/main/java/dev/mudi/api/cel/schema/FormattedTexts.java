package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Times;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.Val;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Texts that a schema gives a format: what rules see of them (kube-openapi, strfmt). Pure. */
final class FormattedTexts {
    private static final Instant ZERO = Instant.EPOCH;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern PART = Pattern.compile("(\\d+)\\s*([A-Za-z\u00b5]+)");
    private static final long SECOND = 1_000_000_000L;
    private static final Map<String, Long> UNITS = Map.of(
            "ns",
            1L,
            "us",
            1000L,
            "ms",
            1_000_000L,
            "s",
            SECOND,
            "m",
            60 * SECOND,
            "h",
            3600 * SECOND,
            "d",
            86_400 * SECOND,
            "w",
            604_800 * SECOND);
    private static final Map<String, List<String>> NAMES = Map.of(
            "ns", List.of("ns", "nano"),
            "us", List.of("us", "\u00b5s", "micro"),
            "ms", List.of("ms", "milli"),
            "s", List.of("s", "sec"),
            "m", List.of("m", "min"),
            "h", List.of("h", "hr", "hour"),
            "d", List.of("d", "day"),
            "w", List.of("w", "wk", "week"));

    private FormattedTexts() {}

    static Val of(String text, String format) {
        return switch (format) {
            case "duration" ->
                duration(text)
                        .<Val>map(DurationVal::new)
                        .orElseGet(() -> new ErrorVal(
                                "Invalid duration " + text + ": unable to parse " + text + " as duration"));
            case "date" ->
                date(text)
                        .<Val>map(TimestampVal::of)
                        .orElseGet(() -> new ErrorVal("Invalid date formatted string " + text + ": parsing time \""
                                + text + "\" as \"2006-01-02\": cannot parse \"" + text + "\" as \"2006\""));
            case "date-time" ->
                time(text)
                        .<Val>map(time -> new TimestampVal(time.toInstant(), time.getOffset()))
                        .orElseGet(() -> new ErrorVal("Invalid date-time formatted string " + text
                                + ": parsing time \"" + text + "\" as \"2006-01-02\": cannot parse \"" + text
                                + "\" as \"2006\""));
            case "byte" -> bytes(text);
            default -> new StringVal(text);
        };
    }

    private static Val bytes(String text) {
        try {
            return new BytesVal(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return new ErrorVal("Invalid byte formatted string " + text + ": illegal base64 data at input byte 0");
        }
    }

    private static Optional<Instant> date(String text) {
        try {
            return DATE.matcher(text).matches()
                    ? Optional.of(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<OffsetDateTime> time(String text) {
        if (text.isEmpty()) {
            return Optional.of(ZERO.atOffset(ZoneOffset.UTC));
        }
        return Times.timestamp(text)
                .or(() -> date(text).map(day -> day.atOffset(ZoneOffset.UTC)))
                .or(() -> local(text));
    }

    private static Optional<OffsetDateTime> local(String text) {
        var iso = text.replaceFirst("(?<=^.{10}) ", "T").replaceFirst("(?<=^.{16})Z$", "");
        try {
            return Optional.of(LocalDateTime.parse(iso).atOffset(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** As Go has it, or days and weeks too: {@code 2 weeks 3 days}. */
    private static Optional<Long> duration(String text) {
        var plain = Times.duration(text);
        if (plain.isPresent()) {
            return plain;
        }
        long nanos = 0;
        boolean found = false;
        var parts = PART.matcher(text);
        while (parts.find()) {
            var unit = unit(parts.group(2).toLowerCase(Locale.ROOT));
            if (parts.group(1).length() > 18) {
                return Optional.empty();
            }
            if (unit.isPresent()) {
                found = true;
                nanos += Long.parseLong(parts.group(1)) * unit.get();
            }
        }
        return found ? Optional.of(nanos) : Optional.empty();
    }

    private static Optional<Long> unit(String name) {
        for (var unit : NAMES.entrySet()) {
            if (unit.getValue().contains(name)
                    || name.startsWith(unit.getValue().getLast())) {
                return Optional.ofNullable(UNITS.get(unit.getKey()));
            }
        }
        return Optional.empty();
    }
}
