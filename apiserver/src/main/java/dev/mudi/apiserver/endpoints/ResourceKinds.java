package dev.mudi.apiserver.endpoints;

import dev.mudi.api.resource.ResourceDefinition;

/** Tells custom resources from built-in ones. */
final class ResourceKinds {
    private ResourceKinds() {}

    /** Whether a resource comes from a custom resource definition: their types have no name. */
    static boolean isCustom(ResourceDefinition definition) {
        return definition.schema().name().isEmpty();
    }
}
