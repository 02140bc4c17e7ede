package dev.mudi.proxy;

import dev.mudi.proxy.nft.TableLayout;

/**
 * What a proxy must know of its node.
 *
 * @param nodeName this node, to tell local endpoints
 * @param table the packet filter's table, upstream's is {@code kube-proxy}; no other program may use it
 * @param layout the cluster's ranges
 */
public record ProxyOptions(String nodeName, String table, TableLayout layout) {}
