package dev.mudi.apiserver.crd;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** Makes objects of one version objects of another ({@code spec.conversion}). Safe for several threads. */
@FunctionalInterface
interface Converter {
    /** Strategy None: the versions differ in nothing but apiVersion. */
    Converter NONE = (objects, apiVersion) -> objects.stream()
            .map(object -> object.with("apiVersion", apiVersion))
            .toList();

    /** Whether anything but apiVersion may be another afterwards. */
    default boolean rewrites() {
        return this != NONE;
    }

    /**
     * The objects in a version, in the same order.
     *
     * @param objects none of which is in that version; there is at least one
     */
    List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion);
}
