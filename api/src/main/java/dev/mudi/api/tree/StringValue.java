package dev.mudi.api.tree;

/** A string. */
public record StringValue(String text) implements Value {}
