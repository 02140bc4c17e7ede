package dev.mudi.build.schema;

import java.util.List;

/** A class of the client's models. */
record Model(String className, String description, List<Property> properties) {

    /** A property: its JSON name, its Java type as written, whether the API description calls it required. */
    record Property(String name, String javaType, boolean required, String description) {}

    boolean has(String property) {
        return properties.stream().anyMatch(one -> one.name().equals(property));
    }

    boolean isKind() {
        return has("kind") && has("apiVersion") && has("metadata");
    }
}
