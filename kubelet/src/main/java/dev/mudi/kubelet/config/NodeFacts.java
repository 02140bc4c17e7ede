package dev.mudi.kubelet.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What is known of this node.
 *
 * @param name the node's name in the API
 * @param hostname the host's name
 * @param addresses the node's IP addresses, the primary one first
 * @param capacity what the node has, by resource name
 * @param allocatable what of it pods may use
 */
public record NodeFacts(
        String name,
        String hostname,
        List<String> addresses,
        Map<String, BigDecimal> capacity,
        Map<String, BigDecimal> allocatable) {

    /** The memory of the node, in bytes. */
    public long memoryBytes() {
        return capacity.getOrDefault("memory", BigDecimal.ZERO).longValue();
    }
}
