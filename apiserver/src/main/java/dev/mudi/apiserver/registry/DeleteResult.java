package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;

/**
 * What a deletion led to.
 *
 * @param object the object: as it was last or, if it is still there, as it is
 * @param deleted whether it is gone
 */
public record DeleteResult(ObjectValue object, boolean deleted) {}
