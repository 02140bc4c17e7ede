/**
 * Says of ranges of service addresses whether they are ready, and keeps them while addresses are taken from them (KEP-1880; upstream:
 * {@code pkg/controller/servicecidrs}).
 */
@NullMarked
package dev.mudi.controllers.servicecidrs;

import org.jspecify.annotations.NullMarked;
