/** Makes the claims of generic ephemeral volumes (KEP-1698; upstream: {@code pkg/controller/volume/ephemeral}). */
@NullMarked
package dev.mudi.controllers.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
