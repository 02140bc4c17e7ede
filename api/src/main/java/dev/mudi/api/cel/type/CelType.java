package dev.mudi.api.cel.type;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A type of the expression language.
 *
 * @param kind what sort of type
 * @param name the type's name as expressions and messages say it
 * @param parameters of a list the items' type, of a map the keys' and the values', of an optional what it may hold
 */
public record CelType(Kind kind, String name, List<CelType> parameters) {

    /** Sorts of types. */
    public enum Kind {
        /** True or false. */
        BOOL,
        /** Whole numbers with a sign, 64 bits. */
        INT,
        /** Whole numbers without a sign, 64 bits. */
        UINT,
        /** Floating-point numbers. */
        DOUBLE,
        /** Texts. */
        STRING,
        /** Bytes. */
        BYTES,
        /** Null. */
        NULL,
        /** Points in time. */
        TIMESTAMP,
        /** Spans of time. */
        DURATION,
        /** Lists. */
        LIST,
        /** Maps. */
        MAP,
        /** Structures with named fields, and the types of Kubernetes' libraries that upstream declares so. */
        STRUCT,
        /** Types known by name alone, optionals among them. */
        OPAQUE,
        /** Types themselves. */
        TYPE,
        /** Whatever it is when it is evaluated. */
        DYN,
        /** Whatever it is, as messages of protobuf hold it. */
        ANY,
        /** A type parameter of a function. */
        PARAMETER
    }

    /** True or false. */
    public static final CelType BOOL = simple(Kind.BOOL, "bool");
    /** Whole numbers with a sign. */
    public static final CelType INT = simple(Kind.INT, "int");
    /** Whole numbers without a sign. */
    public static final CelType UINT = simple(Kind.UINT, "uint");
    /** Floating-point numbers. */
    public static final CelType DOUBLE = simple(Kind.DOUBLE, "double");
    /** Texts. */
    public static final CelType STRING = simple(Kind.STRING, "string");
    /** Bytes. */
    public static final CelType BYTES = simple(Kind.BYTES, "bytes");
    /** Null. */
    public static final CelType NULL = simple(Kind.NULL, "null_type");
    /** Points in time. */
    public static final CelType TIMESTAMP = simple(Kind.TIMESTAMP, "google.protobuf.Timestamp");
    /** Spans of time. */
    public static final CelType DURATION = simple(Kind.DURATION, "google.protobuf.Duration");
    /** Whatever it is when it is evaluated. */
    public static final CelType DYN = simple(Kind.DYN, "dyn");
    /** Whatever it is, as messages of protobuf hold it. */
    public static final CelType ANY = simple(Kind.ANY, "any");
    /** The type of types. */
    public static final CelType TYPE = simple(Kind.TYPE, "type");
    /** Lists of anything, as values have them for their type. */
    public static final CelType LIST = list(DYN);
    /** Maps of anything. */
    public static final CelType MAP = map(DYN, DYN);
    /** IP addresses. */
    public static final CelType IP = simple(Kind.OPAQUE, "net.IP");
    /** Blocks of IP addresses. */
    public static final CelType CIDR = simple(Kind.OPAQUE, "net.CIDR");
    /** URLs. */
    public static final CelType URL = struct("kubernetes.URL");
    /** Quantities. */
    public static final CelType QUANTITY = struct("kubernetes.Quantity");
    /** Semantic versions. */
    public static final CelType SEMVER = struct("kubernetes.Semver");
    /** Named formats. */
    public static final CelType FORMAT = struct("kubernetes.NamedFormat");

    private static final String OPTIONAL = "optional_type";

    private static CelType simple(Kind kind, String name) {
        return new CelType(kind, name, List.of());
    }

    /** Lists of a type. */
    public static CelType list(CelType items) {
        return new CelType(Kind.LIST, "list", List.of(items));
    }

    /** Maps of two types. */
    public static CelType map(CelType keys, CelType values) {
        return new CelType(Kind.MAP, "map", List.of(keys, values));
    }

    /** What may hold a value of a type or nothing. */
    public static CelType optional(CelType value) {
        return new CelType(Kind.OPAQUE, OPTIONAL, List.of(value));
    }

    /** A structure by its name. */
    public static CelType struct(String name) {
        return new CelType(Kind.STRUCT, name, List.of());
    }

    /** A type parameter. */
    public static CelType parameter(String name) {
        return new CelType(Kind.PARAMETER, name, List.of());
    }

    /** The type of a type. */
    public static CelType typeOf(CelType type) {
        return new CelType(Kind.TYPE, "type", List.of(type));
    }

    /** Whether it is an optional. */
    public boolean isOptional() {
        return kind == Kind.OPAQUE && name.equals(OPTIONAL);
    }

    /** Whether values of it have no length: numbers, truth, time, and optionals of these. */
    public boolean isScalar() {
        return switch (kind) {
            case BOOL, INT, UINT, DOUBLE, TIMESTAMP, DURATION -> true;
            case OPAQUE -> isOptional() && parameters.getFirst().isScalar();
            case STRING, BYTES, NULL, LIST, MAP, STRUCT, TYPE, DYN, ANY, PARAMETER -> false;
        };
    }

    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return name;
        }
        return parameters.stream().map(CelType::toString).collect(Collectors.joining(", ", name + "(", ")"));
    }
}
