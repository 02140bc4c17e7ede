package dev.mudi.bench;

/**
 * One figure.
 *
 * @param work what was done, where a benchmark does several things; else empty
 * @param name what was measured
 * @param value how much
 * @param unit of what: {@code ms}, {@code req/s}, {@code MiB}, {@code %}
 */
public record Measurement(String work, String name, double value, String unit) {
    /** A figure of a benchmark that does one thing. */
    Measurement(String name, double value, String unit) {
        this("", name, value, unit);
    }

    /** The same figure of a part of a benchmark. */
    Measurement of(String part) {
        return new Measurement(part, name, value, unit);
    }
}
