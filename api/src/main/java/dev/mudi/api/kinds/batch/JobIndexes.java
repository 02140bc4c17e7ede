package dev.mudi.api.kinds.batch;

import dev.mudi.api.validation.At;

/** Lists of a job's indexes, such as {@code 1,3-5,7} (Kubernetes reference, JobStatus). Stateless. */
final class JobIndexes {
    private JobIndexes() {}

    /** How many indexes are listed; complains and counts none if the list is malformed. */
    static long count(At indexes, long completions) {
        try {
            return parse(indexes.text(), completions);
        } catch (IllegalArgumentException e) {
            indexes.invalid("error parsing succeededIndexes: " + e.getMessage());
            return 0;
        }
    }

    private static long parse(String text, long completions) {
        long total = 0;
        long last = -1;
        if (text.isEmpty()) {
            return 0;
        }
        for (var interval : text.split(",", -1)) {
            var ends = interval.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException(
                        "the fragment \"" + interval
                                + "\" violates the requirement that an index interval can have at most two parts separated by '-'");
            }
            long from = index(ends[0], completions);
            long to = ends.length > 1 ? index(ends[1], completions) : from;
            if (ends.length > 1 && from >= to) {
                throw new IllegalArgumentException("non-increasing order, previous: " + from + ", current: " + to);
            }
            if (last >= from) {
                throw new IllegalArgumentException("non-increasing order, previous: " + last + ", current: " + from);
            }
            total += to - from + 1;
            last = to;
        }
        return total;
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
