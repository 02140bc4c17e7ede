/**
 * The pod network on a node: which plugins give pods their addresses, that packets are forwarded, and that pods reach the world
 * behind the node's address. In comes the cluster's range; out go a CNI configuration, kernel settings and one small table of
 * packet rules. {@link dev.mudi.network.PodNetwork#purge} gives all of it back.
 */
@NullMarked
package dev.mudi.network;

import org.jspecify.annotations.NullMarked;
