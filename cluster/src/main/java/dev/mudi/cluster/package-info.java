/**
 * The composition root: which component runs where, with which certificates and configuration, started and stopped in which
 * order. {@link dev.mudi.cluster.Cluster} wires constructors, top to bottom; nothing else in the project knows every component.
 */
@NullMarked
package dev.mudi.cluster;

import org.jspecify.annotations.NullMarked;
