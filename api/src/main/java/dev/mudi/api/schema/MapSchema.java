package dev.mudi.api.schema;

/**
 * A map from texts.
 *
 * @param values the type of each value
 * @param atomic whether it is replaced as a whole
 */
public record MapSchema(Schema values, boolean atomic) implements Schema {}
