package dev.mudi.api.schema;

/** The type of a value. Immutable and safe for several threads. */
public sealed interface Schema permits Struct, MapSchema, ListSchema, Leaf {}
