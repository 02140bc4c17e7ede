package dev.mudi.api.openapi;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/** The schemas that custom resource definitions state themselves ({@code openAPIV3Schema}), with patterns, limits and all. */
@FunctionalInterface
public interface CustomSchemas {
    /** There are none: custom resources are described by their types. */
    CustomSchemas NONE = resource -> Optional.empty();

    /** The schema as it was given, if this is a custom resource that has one. */
    Optional<ObjectValue> schemaOf(ResourceDefinition resource);
}
