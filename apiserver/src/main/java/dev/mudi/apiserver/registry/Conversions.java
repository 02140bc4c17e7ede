package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.apiserver.storage.ObjectLayout;

/** Which conversion stands between a resource as it is served and as it is stored. */
final class Conversions {
    private Conversions() {}

    static Conversion between(ResourceDefinition definition, ObjectLayout layout) {
        if (definition.apiVersion().equals(layout.apiVersion())) {
            return Conversion.NONE;
        }
        return Conversion.renaming(definition.apiVersion(), layout.apiVersion());
    }
}
