package dev.mudi.api.kinds.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The syntax of cron schedules: five fields or a descriptor (Kubernetes reference, "Schedule syntax"). Stateless. */
final class CronSchedule {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Bounds> FIELDS = List.of(
            new Bounds(0, 59, List.of()),
            new Bounds(0, 23, List.of()),
            new Bounds(1, 31, List.of()),
            new Bounds(1, 12, MONTHS),
            new Bounds(0, 6, DAYS));
    private static final List<String> DESCRIPTORS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern DURATION = Pattern.compile("[-+]?(\\d+(\\.\\d*)?(ns|us|µs|ms|s|m|h))++|0");

    private CronSchedule() {}

    private record Bounds(long least, long greatest, List<String> names) {}

    /** What is wrong with a schedule; empty if nothing is. */
    static Optional<String> complaint(String schedule) {
        var text = schedule;
        if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
            int space = text.indexOf(' ');
            if (space < 0) {
                return Optional.of("invalid schedule format: runtime error: slice bounds out of range [:-1]");
            }
            text = text.substring(space).strip();
        }
        if (text.startsWith("@")) {
            return descriptor(text);
        }
        var fields = Stream.of(text.split("\\s+", -1))
                .filter(field -> !field.isEmpty())
                .toList();
        if (fields.size() != FIELDS.size()) {
            return Optional.of(
                    "expected exactly 5 fields, found " + fields.size() + ": [" + String.join(" ", fields) + "]");
        }
        for (int i = 0; i < fields.size(); i++) {
            for (var range : fields.get(i).split(",", -1)) {
                var complaint = range.isEmpty() ? Optional.<String>empty() : range(range, FIELDS.get(i));
                if (complaint.isPresent()) {
                    return complaint;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> descriptor(String text) {
        if (DESCRIPTORS.contains(text)) {
            return Optional.empty();
        }
        if (text.startsWith("@every ")) {
            var duration = text.substring(7);
            return DURATION.matcher(duration).matches()
                    ? Optional.empty()
                    : Optional.of("failed to parse duration " + text + ": time: invalid duration \"" + duration + "\"");
        }
        return Optional.of("unrecognized descriptor: " + text);
    }

    private static Optional<String> range(String expression, Bounds bounds) {
        try {
            return Optional.ofNullable(rangeComplaint(expression, bounds)).filter(text -> !text.isEmpty());
        } catch (NumberFormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String rangeComplaint(String expression, Bounds bounds) {
        var parts = Arrays.asList(expression.split("/", -1));
        var ends = Arrays.asList(parts.getFirst().split("-", -1));
        boolean any = ends.getFirst().equals("*") || ends.getFirst().equals("?");
        if (!any && ends.size() > 2) {
            return "too many hyphens: " + expression;
        }
        long start = any ? bounds.least() : number(ends.getFirst(), bounds.names(), bounds.least());
        long end = any ? bounds.greatest() : number(ends.getLast(), bounds.names(), bounds.least());
        if (parts.size() > 2) {
            return "too many slashes: " + expression;
        }
        long step = parts.size() == 2 ? number(parts.get(1), List.of(), 0) : 1;
        end = parts.size() == 2 && ends.size() == 1 ? bounds.greatest() : end;
        if (start < bounds.least()) {
            return "beginning of range (" + start + ") below minimum (" + bounds.least() + "): " + expression;
        }
        if (end > bounds.greatest()) {
            return "end of range (" + end + ") above maximum (" + bounds.greatest() + "): " + expression;
        }
        if (start > end) {
            return "beginning of range (" + start + ") beyond end of range (" + end + "): " + expression;
        }
        return step == 0 ? "step of range should be a positive number: " + expression : "";
    }

    private static long number(String text, List<String> names, long first) {
        int named = names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + first;
        }
        boolean digits = text.matches("[-+]?\\d{1,18}");
        if (!digits) {
            throw new NumberFormatException(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        long number = Long.parseLong(text);
        if (number < 0) {
            throw new NumberFormatException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }
}
