package dev.mudi.api.schema;

/** The types without fields of their own: scalars, Kubernetes' special types, and values that are kept as they are. */
public enum Leaf implements Schema {
    /** Text. */
    STRING,
    /** Bytes, base64 (RFC 4648) in JSON. */
    BYTES,
    /** A whole number of 32 bits. */
    INT32,
    /** A whole number of 64 bits. */
    INT64,
    /** A floating point number of 64 bits. */
    DOUBLE,
    /** True or false. */
    BOOLEAN,
    /** A moment, RFC 3339 in UTC with whole seconds; null when not set. */
    TIME,
    /** A moment, RFC 3339 in UTC with microseconds; null when not set. */
    MICRO_TIME,
    /** A length of time as Go writes it ({@code 1h2m0.5s}). */
    DURATION,
    /** An amount ({@code 100m}, {@code 1Gi}), a string or a number in JSON. */
    QUANTITY,
    /** A number of 32 bits or a text. */
    INT_OR_STRING,
    /** Any object, kept as it is ({@code runtime.RawExtension}). */
    RAW_EXTENSION,
    /** A set of fields, kept as it is ({@code meta/v1 FieldsV1}). */
    FIELDS_V1,
    /** Any value, kept as it is. */
    ANY,
    /** A JSON schema or a list of them ({@code apiextensions JSONSchemaPropsOrArray}). */
    SCHEMA_OR_ARRAY,
    /** A JSON schema or a boolean ({@code apiextensions JSONSchemaPropsOrBool}). */
    SCHEMA_OR_BOOL,
    /** A JSON schema or a list of texts ({@code apiextensions JSONSchemaPropsOrStringArray}). */
    SCHEMA_OR_STRINGS,
    /** A value of a custom resource that has no fields: validation says whether it fits; what an object in its place holds is dropped. */
    SCALAR
}
