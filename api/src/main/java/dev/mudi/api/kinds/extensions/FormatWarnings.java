package dev.mudi.api.kinds.extensions;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Warnings of formats in schemas that nothing checks (apiextensions, customresourcedefinition/strategy). Pure. */
final class FormatWarnings {
    /** Without hyphens, as they are compared. */
    private static final Set<String> KNOWN = Set.of(
            "bsonobjectid",
            "uri",
            "email",
            "hostname",
            "ipv4",
            "ipv6",
            "cidr",
            "mac",
            "uuid",
            "uuid3",
            "uuid4",
            "uuid5",
            "isbn",
            "isbn10",
            "isbn13",
            "creditcard",
            "ssn",
            "hexcolor",
            "rgbcolor",
            "byte",
            "password",
            "date",
            "duration",
            "datetime",
            "k8sshortname",
            "k8slongname",
            "int32",
            "int64",
            "float",
            "double");

    private FormatWarnings() {}

    static List<String> of(ObjectValue definition) {
        var formats = new LinkedHashSet<String>();
        definition
                .object("spec")
                .array("versions")
                .objects()
                .forEach(version -> schema(version.object("schema").object("openAPIV3Schema"), formats));
        return formats.stream()
                .map(format -> "unrecognized format \"" + format + "\"")
                .toList();
    }

    private static void schema(ObjectValue schema, Set<String> unknown) {
        var format = schema.string("format");
        if (!format.isEmpty() && !KNOWN.contains(format.replace("-", ""))) {
            unknown.add(format);
        }
        schema.object("properties").forEach((name, property) -> inner(property, unknown));
        for (var field : List.of("items", "additionalProperties", "allOf", "anyOf", "oneOf", "not")) {
            schema.get(field).ifPresent(value -> inner(value, unknown));
        }
    }

    private static void inner(Value value, Set<String> unknown) {
        if (value instanceof ObjectValue schema) {
            schema(schema, unknown);
        } else if (value instanceof ArrayValue list) {
            list.objects().forEach(one -> schema(one, unknown));
        }
    }
}
