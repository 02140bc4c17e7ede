package dev.mudi.api.tree;

/** A whole number that fits a {@code long}. */
public record IntegerValue(long number) implements Value {}
