/**
 * Deletes pods that nobody else will: those whose node is gone, those that were deleted before they had one, and the
 * oldest of too many that have ended (upstream: {@code pkg/controller/podgc}).
 */
@NullMarked
package dev.mudi.controllers.podgc;

import org.jspecify.annotations.NullMarked;
