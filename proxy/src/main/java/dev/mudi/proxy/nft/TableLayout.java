package dev.mudi.proxy.nft;

import java.util.List;

/**
 * The rules that are there without any service: the hooks into the kernel's path of a packet, and the sets and maps that
 * services fill. Laid out as upstream's nftables mode lays them out.
 *
 * @param serviceCidr the range of cluster IPs
 * @param podCidr where the cluster's own clients are
 * @param nodePortCidrs addresses of the node that accept node ports; empty for all local ones but the loopback
 */
public record TableLayout(String serviceCidr, String podCidr, List<String> nodePortCidrs) {
    /** The bit that marks packets which must be masqueraded (kube-proxy's default, bit 14). */
    private static final String MARK = "0x4000";

    /** Copies the list. */
    public TableLayout {
        nodePortCidrs = List.copyOf(nodePortCidrs);
    }

    /** The rule by which a packet is marked for masquerading. */
    public String markRule() {
        return "meta mark set meta mark or " + MARK;
    }

    List<String> commands(String table) {
        return """
                add table T { comment "rules for kube-proxy"; }
                add set T cluster-ips { type ipv4_addr; comment "Active ClusterIPs"; }
                add set T hairpin-connections { type ipv4_addr . ipv4_addr . inet_proto . inet_service; comment "service hairpin connections"; }
                add map T firewall-ips { type ipv4_addr . inet_proto . inet_service : verdict; comment "destinations that are subject to LoadBalancerSourceRanges"; }
                add map T no-endpoint-nodeports { type inet_proto . inet_service : verdict; comment "vmap to drop or reject packets to service nodeports with no endpoints"; }
                add map T no-endpoint-services { type ipv4_addr . inet_proto . inet_service : verdict; comment "vmap to drop or reject packets to services with no endpoints"; }
                add map T service-ips { type ipv4_addr . inet_proto . inet_service : verdict; comment "ClusterIP, ExternalIP and LoadBalancer IP traffic"; }
                add map T service-nodeports { type inet_proto . inet_service : verdict; comment "NodePort traffic"; }
                add chain T reject-chain
                add chain T cluster-ips-check
                add chain T firewall-check
                add chain T masquerading
                add chain T nodeport-endpoints-check
                add chain T service-endpoints-check
                add chain T services
                add chain T filter-prerouting-pre-dnat { type filter hook prerouting priority -110; }
                add chain T filter-output-pre-dnat { type filter hook output priority -110; }
                add chain T filter-input { type filter hook input priority 0; }
                add chain T filter-forward { type filter hook forward priority 0; }
                add chain T filter-output { type filter hook output priority 0; }
                add chain T nat-prerouting { type nat hook prerouting priority -100; }
                add chain T nat-output { type nat hook output priority -100; }
                add chain T nat-postrouting { type nat hook postrouting priority 100; }
                add rule T reject-chain reject
                add rule T cluster-ips-check ip daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"
                add rule T cluster-ips-check ip daddr { SERVICES } drop comment "Drop traffic to unallocated ClusterIPs"
                add rule T firewall-check ip daddr . meta l4proto . th dport vmap @firewall-ips
                add rule T nodeport-endpoints-check NODEPORTS meta l4proto . th dport vmap @no-endpoint-nodeports
                add rule T service-endpoints-check ip daddr . meta l4proto . th dport vmap @no-endpoint-services
                add rule T masquerading meta mark and MARK != 0 meta mark set meta mark xor MARK masquerade fully-random
                add rule T masquerading ct status dnat ip saddr . ip daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random
                add rule T services ip daddr @cluster-ips ip saddr != PODS meta mark set meta mark or MARK comment "masquerade clusterIP traffic from outside cluster"
                add rule T services ip daddr . meta l4proto . th dport vmap @service-ips
                add rule T services NODEPORTS meta l4proto . th dport vmap @service-nodeports
                add rule T filter-prerouting-pre-dnat ct state new jump firewall-check
                add rule T filter-output-pre-dnat ct state new jump firewall-check
                add rule T filter-input ct state new jump nodeport-endpoints-check
                add rule T filter-input ct state new jump service-endpoints-check
                add rule T filter-forward ct state new jump service-endpoints-check
                add rule T filter-forward ct state new jump cluster-ips-check
                add rule T filter-output ct state new jump service-endpoints-check
                add rule T filter-output ct state new jump cluster-ips-check
                add rule T nat-prerouting jump services
                add rule T nat-output jump services
                add rule T nat-postrouting jump masquerading
                """.lines().map(line -> line.replace(" T ", " " + table + " ")
                .replace("SERVICES", serviceCidr)
                .replace("PODS", podCidr)
                .replace("NODEPORTS", nodePortMatch())
                .replace("MARK", MARK)).toList();
    }

    private String nodePortMatch() {
        return nodePortCidrs.isEmpty()
                ? "fib daddr type local ip daddr != 127.0.0.0/8"
                : "ip daddr { " + String.join(", ", nodePortCidrs) + " }";
    }
}
