/**
 * The node as the API sees it: {@link dev.mudi.kubelet.node.HostFacts} reads what this host is, {@link dev.mudi.kubelet.node.NodeObject}
 * makes the Node object and its status (pure), {@link dev.mudi.kubelet.node.NodeRegistration} registers it and keeps the
 * status current, {@link dev.mudi.kubelet.node.NodeLease} says every ten seconds that the node is alive.
 */
@NullMarked
package dev.mudi.kubelet.node;

import org.jspecify.annotations.NullMarked;
