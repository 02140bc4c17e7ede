package dev.mudi.api.tree;

/** A number with a fraction or exponent, or one beyond the range of {@code long}; kept as upstream keeps it, in 64 bits. */
public record DecimalValue(double number) implements Value {}
