/**
 * The patches of the API, as pure functions of trees: JSON patch (RFC 6902), merge patch (RFC 7386) and Kubernetes' strategic
 * merge patch, which knows from {@link dev.mudi.api.patch.PatchMetadata} how each list and object is merged. What cannot be
 * applied is a {@link dev.mudi.api.status.StatusException} with upstream's code and reason.
 */
@NullMarked
package dev.mudi.api.patch;

import org.jspecify.annotations.NullMarked;
