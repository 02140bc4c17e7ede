package dev.mudi.apiserver.registry;

import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.Reading;
import java.util.List;
import java.util.Optional;

/**
 * The versions of a custom resource: how its objects are read from the store, and how those of one version become those of another.
 * Another definition has other ones. Safe for several threads.
 */
public interface KindVersions extends Reading {
    /** The fields that are selectable in any version. */
    List<SelectableField> selectableFields();

    /** Whether converting changes more of an object than its apiVersion, so that selectors have to look at what comes of it. */
    boolean rewrites();

    /** The type of the objects of a version; empty if there is no such version. */
    Optional<Struct> type(String apiVersion);

    /**
     * Objects in a version. May ask a webhook, and waits for it.
     *
     * @throws dev.mudi.api.status.StatusException 500 when it does not answer, or not as it has to
     */
    List<ObjectValue> convert(List<ObjectValue> objects, String apiVersion);
}
