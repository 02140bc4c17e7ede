package dev.mudi.proxy.service;

import java.util.List;

/**
 * One port of one service, with all that decides its rules.
 *
 * @param key of the service
 * @param name of the port; empty if the service has one unnamed port
 * @param protocol of the port
 * @param port on the virtual addresses, 1 to 65535
 * @param nodePort on every node, 0 for none
 * @param addresses on which it is reached
 * @param policy how traffic is spread
 */
public record ServicePort(
        ServiceKey key, String name, Protocol protocol, int port, int nodePort, Addresses addresses, Policy policy) {

    /**
     * The addresses of a service, all of one family.
     *
     * @param clusterIp the virtual address
     * @param externalIps addresses that are routed to the nodes by others
     * @param loadBalancerIps addresses of the load balancer
     * @param sourceRanges who may use the load balancer's addresses (CIDR); empty for everybody
     */
    public record Addresses(
            String clusterIp, List<String> externalIps, List<String> loadBalancerIps, List<String> sourceRanges) {
        /** Copies the lists. */
        public Addresses {
            externalIps = List.copyOf(externalIps);
            loadBalancerIps = List.copyOf(loadBalancerIps);
            sourceRanges = List.copyOf(sourceRanges);
        }
    }

    /**
     * How traffic is spread.
     *
     * @param internalLocal whether traffic from inside goes to endpoints on this node only
     * @param externalLocal whether traffic from outside goes to endpoints on this node only
     * @param affinitySeconds how long a client stays with its endpoint; 0 for no affinity
     */
    public record Policy(boolean internalLocal, boolean externalLocal, int affinitySeconds) {}

    /** Whether anything but the cluster IP leads here. */
    public boolean hasExternalWay() {
        return nodePort > 0
                || !addresses.externalIps().isEmpty()
                || !addresses.loadBalancerIps().isEmpty();
    }

    /** {@code namespace/name/protocol/port}, by which its rules are named. */
    public String ruleName() {
        return key + "/" + protocol.lower() + "/" + name;
    }
}
