package dev.mudi.scheduler.plugins;

/** Comparing texts that should be whole numbers. */
final class NumericLabels {
    private NumericLabels() {}

    /** Negative, zero or positive as the first is less, equal or greater; zero as well if either is not a whole number. */
    static int compare(String first, String second) {
        try {
            return Long.compare(Long.parseLong(first), Long.parseLong(second));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
