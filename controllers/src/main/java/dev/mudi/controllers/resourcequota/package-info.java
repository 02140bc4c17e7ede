/**
 * Keeps what ResourceQuotas say is used right (upstream: {@code pkg/controller/resourcequota}): admission charges what is created,
 * this gives back what is gone. Changes of all objects that can be counted come in; the status of quotas goes out. A quota's sum is
 * kept as objects come and go, so that one pod costs the same in a namespace of ten and of ten thousand.
 */
@NullMarked
package dev.mudi.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
