package dev.mudi.api.table;

import java.time.Duration;

/** Lengths of time in two or three significant figures (apimachinery, util/duration). */
public final class HumanDuration {
    private static final int HOURS_A_DAY = 24;
    private static final int DAYS_A_YEAR = 365;

    private HumanDuration() {}

    /** The text of a length of time: {@code 45s}, {@code 2m5s}, {@code 3h20m}, {@code 5d}; two seconds into the future are still now. */
    public static String of(Duration length) {
        long millis = length.toMillis();
        long seconds = millis / 1000;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        return ofHours(minutes / 60, minutes % 60);
    }

    private static String ofHours(long hours, long minutes) {
        if (hours < 8) {
            return two(hours, "h", minutes, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / HOURS_A_DAY;
        if (days < 8) {
            return two(days, "d", hours % HOURS_A_DAY, "h");
        }
        if (days < 2 * DAYS_A_YEAR) {
            return days + "d";
        }
        if (days < 8 * DAYS_A_YEAR) {
            return two(days / DAYS_A_YEAR, "y", days % DAYS_A_YEAR, "d");
        }
        return days / DAYS_A_YEAR + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
