package dev.mudi.api.openapi;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;

/** What the two versions of OpenAPI write differently about types. */
enum Dialect {
    /** Swagger 2.0: references may have siblings, there is no {@code oneOf}. */
    V2("#/definitions/") {
        @Override
        ObjectValue.Builder reference(String type, boolean emptyDefault) {
            return ObjectValue.builder().put("$ref", prefix() + type);
        }
    },
    /** OpenAPI 3.0: what stands beside a reference is wrapped around it. */
    V3("#/components/schemas/") {
        @Override
        ObjectValue.Builder reference(String type, boolean emptyDefault) {
            var wrapped = ObjectValue.builder().put("allOf", ArrayValue.of(plainReference(type)));
            return emptyDefault ? wrapped.put("default", ObjectValue.EMPTY) : wrapped;
        }
    };

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    /** A reference to a type to which more is added; v3 states the empty object as default where it is always there. */
    abstract ObjectValue.Builder reference(String type, boolean emptyDefault);

    /** A reference that stands alone. */
    ObjectValue plainReference(String type) {
        return ObjectValue.of("$ref", Value.of(prefix + type));
    }
}
