package dev.mudi.controllers.cronjob;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The times that a cron expression names: five fields (minute, hour, day of month, month, day of week) of lists, ranges,
 * steps and names, {@code @daily} and the like, or {@code @every} and a duration. When both days are restricted, either
 * will do. A time that the clocks leave out is left out; one that they repeat comes once (crontab(5)).
 */
sealed interface CronSchedule {
    /** The next time after this one; empty when there is none within five years. */
    Optional<Instant> next(Instant after);

    /** Reads an expression. IllegalArgumentException says what is wrong with it. */
    static CronSchedule parse(String expression, ZoneId zone) {
        var text = expression.strip();
        if (text.startsWith("@every ")) {
            return new Every(duration(text.substring("@every ".length()).strip()));
        }
        var named = Fields.NAMED.get(text);
        return Fields.parse(named == null ? text : named, zone);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no duration such as 1h30m", e);
        }
    }

    /** At a steady pace. */
    record Every(Duration period) implements CronSchedule {
        public Every {
            if (period.compareTo(Duration.ofSeconds(1)) < 0) {
                period = Duration.ofSeconds(1);
            }
        }

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(period));
        }
    }

    /** By the calendar. */
    record Fields(
            BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays, boolean eitherDay, ZoneId zone)
            implements CronSchedule {
        private static final Map<String, String> NAMED = Map.of(
                "@yearly", "0 0 1 1 *",
                "@annually", "0 0 1 1 *",
                "@monthly", "0 0 1 * *",
                "@weekly", "0 0 * * 0",
                "@daily", "0 0 * * *",
                "@midnight", "0 0 * * *",
                "@hourly", "0 * * * *");
        private static final List<String> MONTHS =
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
        private static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
        private static final int HORIZON_YEARS = 5;

        private static Fields parse(String text, ZoneId zone) {
            var parts = text.split("\\s+", -1);
            if (parts.length != 5) {
                throw new IllegalArgumentException("\"" + text + "\" has " + parts.length
                        + " fields; minute, hour, day, month and weekday are five");
            }
            var weekdays = field(parts[4], 0, 7, WEEKDAYS, 0);
            if (weekdays.get(7)) {
                weekdays.set(0);
            }
            return new Fields(
                    field(parts[0], 0, 59, List.of(), 0),
                    field(parts[1], 0, 23, List.of(), 0),
                    field(parts[2], 1, 31, List.of(), 0),
                    field(parts[3], 1, 12, MONTHS, 1),
                    weekdays,
                    !isAny(parts[2]) && !isAny(parts[4]),
                    zone);
        }

        private static boolean isAny(String field) {
            return field.startsWith("*") || field.startsWith("?");
        }

        private static BitSet field(String text, int lowest, int highest, List<String> names, int firstName) {
            var values = new BitSet();
            for (var part : text.split(",", -1)) {
                var steps = part.split("/", 2);
                var range = steps[0].split("-", 2);
                int first = lowest;
                int last = highest;
                if (!isAny(range[0])) {
                    first = number(range[0], names, firstName);
                    last = range.length == 2 ? number(range[1], names, firstName) : steps.length == 2 ? highest : first;
                }
                int step = steps.length == 2 ? number(steps[1], List.of(), 0) : 1;
                if (first < lowest || last > highest || first > last || step < 1) {
                    throw new IllegalArgumentException(
                            "\"" + part + "\" is not within " + lowest + " to " + highest + ", or has no step above 0");
                }
                for (int value = first; value <= last; value += step) {
                    values.set(value);
                }
            }
            return values;
        }

        private static int number(String text, List<String> names, int firstName) {
            int name = names.indexOf(text.toLowerCase(Locale.ROOT));
            try {
                return name >= 0 ? name + firstName : Integer.parseUnsignedInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" is neither a number nor one of " + names, e);
            }
        }

        @Override
        public Optional<Instant> next(Instant after) {
            var time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            var horizon = time.plusYears(HORIZON_YEARS);
            while (time.isBefore(horizon)) {
                if (!months.get(time.getMonthValue())) {
                    time = time.plusMonths(1).withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
                } else if (!isDay(time)) {
                    time = time.plusDays(1).truncatedTo(ChronoUnit.DAYS);
                } else if (!hours.get(time.getHour())) {
                    time = time.plusHours(1).truncatedTo(ChronoUnit.HOURS);
                } else if (!minutes.get(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean isDay(ZonedDateTime time) {
            boolean day = days.get(time.getDayOfMonth());
            boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
            return eitherDay ? day || weekday : day && weekday;
        }
    }
}
