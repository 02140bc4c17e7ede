package dev.mudi.api.quantity;

import java.util.List;
import java.util.Map;

/** The suffixes of quantities and the powers they stand for. */
final class Suffixes {
    /** By power of 1024. */
    static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");

    /** By power of ten. */
    static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

    /** By power of 1000, from the smallest. */
    private static final List<String> DECIMAL_IN_ORDER = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

    private Suffixes() {}

    static String decimal(int exponent, boolean asExponent) {
        int position = exponent / 3 + 3;
        if (asExponent || position < 0 || position >= DECIMAL_IN_ORDER.size()) {
            return exponent == 0 ? "" : "e" + exponent;
        }
        return DECIMAL_IN_ORDER.get(position);
    }
}
