/**
 * What the controllers of endpoints share: which pods are behind a service, under which ports, and what changes that
 * ({@link dev.mudi.controllers.services.ServicePods}); and the fewest writes that turn slices into what they should hold
 * ({@link dev.mudi.controllers.services.SlicePlan}).
 */
@NullMarked
package dev.mudi.controllers.services;

import org.jspecify.annotations.NullMarked;
