/**
 * Simulated containers, for {@code mudi up --nodes=hollow} and for clusters of thousands of nodes on one machine: pods are
 * given addresses, become ready and stop when told, and no process is started. In come CRI requests, out go answers as of a
 * runtime on which everything goes well at once.
 */
@NullMarked
package dev.mudi.kubelet.hollow;

import org.jspecify.annotations.NullMarked;
