package dev.mudi.network;

import java.nio.file.Path;

/**
 * Where pods of this node get their addresses.
 *
 * @param name of the network, the bridge and (as {@code mudi-network-NAME}) the packet-filter table; at most 15 characters
 * @param nodeCidr the addresses of this node's pods, a part of the cluster's
 * @param clusterCidr the addresses of all pods; traffic within it is never masqueraded
 * @param configDir of CNI, the runtime's own
 * @param stateDir where the plugins remember which addresses they gave
 * @param mtu of the bridge; 0 for the kernel's default
 */
public record PodNetworkOptions(
        String name, String nodeCidr, String clusterCidr, Path configDir, Path stateDir, int mtu) {}
