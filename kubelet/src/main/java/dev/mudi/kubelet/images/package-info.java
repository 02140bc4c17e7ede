/**
 * Gets the images of containers onto the node, by each container's pull policy and with the pod's pull secrets, and removes
 * those that nobody uses when the disk fills. In come pods, out go image references or the reason to wait.
 */
@NullMarked
package dev.mudi.kubelet.images;

import org.jspecify.annotations.NullMarked;
