/** Tells kubelets how long they may keep secrets and config maps, by the size of the cluster (upstream: {@code pkg/controller/ttl}). */
@NullMarked
package dev.mudi.controllers.ttl;

import org.jspecify.annotations.NullMarked;
