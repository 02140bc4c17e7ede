package dev.mudi.api.apply;

import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/** The versions of a kind, for managers that wrote in another one than the request's. Safe for several threads. */
public interface Versions {
    /** The type of the kind in an apiVersion; empty if it is not served (any more), then what is owned in it is forgotten. */
    Optional<Struct> type(String apiVersion);

    /** An object in another version; the same if its fields are. */
    default ObjectValue convert(ObjectValue object, String apiVersion) {
        return object;
    }

    /** A kind of one version. */
    static Versions only(String apiVersion, Struct type) {
        return asked -> asked.equals(apiVersion) ? Optional.of(type) : Optional.empty();
    }
}
