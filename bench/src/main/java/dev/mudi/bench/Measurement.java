package dev.mudi.bench;

/**
 * One figure.
 *
 * @param name what was measured
 * @param value how much
 * @param unit of what: {@code ms}, {@code req/s}, {@code MiB}, {@code %}
 */
public record Measurement(String name, double value, String unit) {}
