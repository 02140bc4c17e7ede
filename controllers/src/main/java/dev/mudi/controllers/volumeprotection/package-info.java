/**
 * Keeps claims that a pod uses and volumes that a claim uses from vanishing under them, by finalizers (Kubernetes
 * reference, "Storage Object in Use Protection"; upstream: {@code pkg/controller/volume/pvcprotection} and
 * {@code pvprotection}).
 */
@NullMarked
package dev.mudi.controllers.volumeprotection;

import org.jspecify.annotations.NullMarked;
