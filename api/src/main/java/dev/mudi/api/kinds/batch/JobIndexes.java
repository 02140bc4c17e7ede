package dev.mudi.api.kinds.batch;

import dev.mudi.api.validation.At;
import java.util.Optional;

/** Lists of a job's indexes, such as {@code 1,3-5,7} (Kubernetes reference, JobStatus). Stateless. */
final class JobIndexes {
    private JobIndexes() {}

    /** How many indexes are listed; complains and counts none if the list is malformed. */
    static long count(At indexes, long completions) {
        return check(indexes, completions, "succeededIndexes");
    }

    /** As above, for a list that is called so. */
    static long check(At indexes, long completions, String name) {
        try {
            return parse(indexes.text(), completions);
        } catch (IllegalArgumentException e) {
            indexes.invalid("error parsing " + name + ": " + e.getMessage());
            return 0;
        }
    }

    /** The first index that two lists have in common; what is malformed in them is passed over. */
    static Optional<Long> overlap(String one, String other, long completions) {
        for (var first : one.split(",", -1)) {
            for (var second : other.split(",", -1)) {
                var common = common(first, second, completions);
                if (common.isPresent()) {
                    return common;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> common(String one, String other, long completions) {
        try {
            var left = interval(one, completions);
            var right = interval(other, completions);
            return left.from <= right.to && right.from <= left.to
                    ? Optional.of(Math.max(left.from, right.from))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private record Interval(long from, long to) {}

    private static long parse(String text, long completions) {
        long total = 0;
        long last = -1;
        if (text.isEmpty()) {
            return 0;
        }
        for (var part : text.split(",", -1)) {
            var interval = interval(part, completions);
            if (last >= interval.from) {
                throw new IllegalArgumentException(
                        "non-increasing order, previous: " + last + ", current: " + interval.from);
            }
            total += interval.to - interval.from + 1;
            last = interval.to;
        }
        return total;
    }

    private static Interval interval(String text, long completions) {
        var ends = text.split("-", -1);
        if (ends.length > 2) {
            throw new IllegalArgumentException("the fragment \"" + text
                    + "\" violates the requirement that an index interval can have at most two parts separated by '-'");
        }
        long from = index(ends[0], completions);
        long to = ends.length > 1 ? index(ends[1], completions) : from;
        if (ends.length > 1 && from >= to) {
            throw new IllegalArgumentException("non-increasing order, previous: " + from + ", current: " + to);
        }
        return new Interval(from, to);
    }

    private static long index(String text, long completions) {
        if (!text.matches("\\+?\\d{1,18}")) {
            throw new IllegalArgumentException("cannot convert string to integer for index: \"" + text + "\"");
        }
        long index = Long.parseLong(text);
        if (index >= completions) {
            throw new IllegalArgumentException("too large index: \"" + text + "\"");
        }
        return index;
    }
}
