package dev.mudi.proxy.nft;

import dev.mudi.proxy.service.Destinations;
import dev.mudi.proxy.service.Endpoint;
import dev.mudi.proxy.service.ServicePort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one service port needs in the kernel. Pure and immutable.
 *
 * @param sets own sets (client affinity) by name, with their declaration
 * @param chains own chains by name, each with its rules in order; a chain stands after those it leads to
 * @param elements entries of the shared sets and maps; several ports may need the same entry
 */
public record ServiceRules(
        SequencedMap<String, String> sets, SequencedMap<String, List<String>> chains, SequencedSet<Element> elements) {

    /** Needs nothing. */
    public static final ServiceRules NONE =
            new ServiceRules(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());

    private static final int NAME_MAX = 200;

    /**
     * An entry of a shared set or map.
     *
     * @param set name of the set or map
     * @param key as nft writes it
     * @param verdict of a map's entry; empty in a set
     */
    public record Element(String set, String key, String verdict) {
        @Override
        public String toString() {
            return verdict.isEmpty() ? key : key + " : " + verdict;
        }
    }

    /** The rules for a port that sends to these destinations; the mark is set on packets that must be masqueraded. */
    public static ServiceRules of(ServicePort port, Destinations destinations, String markRule) {
        return new Compiler(port, destinations, markRule).compile();
    }

    /** {@code HASH-name}, as upstream names chains: the first 8 letters of the base 32 SHA-256, cut to what the kernel takes. */
    static String hashed(String name) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            var text = new StringBuilder();
            long bits = ((hash[0] & 0xffL) << 32)
                    | ((hash[1] & 0xffL) << 24)
                    | ((hash[2] & 0xffL) << 16)
                    | ((hash[3] & 0xffL) << 8)
                    | (hash[4] & 0xffL);
            for (int shift = 35; shift >= 0; shift -= 5) {
                text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt((int) ((bits >> shift) & 31)));
            }
            text.append('-').append(name);
            return text.length() > NAME_MAX ? text.substring(0, NAME_MAX - 3) + "..." : text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Gathers the rules of one port. */
    private static final class Compiler {
        private final ServicePort port;
        private final Destinations destinations;
        private final String markRule;
        private final String base;
        private final String protocol;
        private final SequencedMap<String, String> sets = new LinkedHashMap<>();
        private final SequencedMap<String, List<String>> chains = new LinkedHashMap<>();
        private final SequencedSet<Element> elements = new LinkedHashSet<>();

        Compiler(ServicePort port, Destinations destinations, String markRule) {
            this.port = port;
            this.destinations = destinations;
            this.markRule = markRule;
            this.base = hashed(port.ruleName());
            this.protocol = port.protocol().lower();
        }

        ServiceRules compile() {
            elements.add(new Element("cluster-ips", port.addresses().clusterIp(), ""));
            balance("service-" + base, destinations.internal());
            var inside = destinations.internal().isEmpty() ? "" : "goto service-" + base;
            enter(
                    port.addresses().clusterIp(),
                    inside,
                    destinations.any() && port.policy().internalLocal());
            if (port.hasExternalWay()) {
                compileExternal();
            }
            for (var endpoint : union()) {
                elements.add(new Element(
                        "hairpin-connections",
                        endpoint.ip() + " . " + endpoint.ip() + " . " + protocol + " . " + endpoint.port(),
                        ""));
            }
            return new ServiceRules(sets, chains, elements);
        }

        private void compileExternal() {
            var external = "external-" + base;
            boolean local = port.policy().externalLocal();
            if (!destinations.external().isEmpty()) {
                var balancing = local && !destinations.external().equals(destinations.internal())
                        ? "local-" + base
                        : "service-" + base;
                if (!chains.containsKey(balancing)) {
                    balance(balancing, destinations.external());
                }
                chains.put(external, local ? List.of("goto " + balancing) : List.of(markRule, "goto " + balancing));
            }
            var outside = destinations.external().isEmpty() ? "" : "goto " + external;
            boolean dropped = local && destinations.any();
            for (var ip : port.addresses().externalIps()) {
                enter(ip, outside, dropped);
            }
            for (var ip : port.addresses().loadBalancerIps()) {
                enter(ip, outside, dropped);
                restrict(ip);
            }
            if (port.nodePort() > 0) {
                var key = protocol + " . " + port.nodePort();
                elements.add(
                        outside.isEmpty()
                                ? new Element("no-endpoint-nodeports", key, dropped ? "drop" : "goto reject-chain")
                                : new Element("service-nodeports", key, outside));
            }
        }

        private void enter(String ip, String verdict, boolean dropped) {
            var key = ip + " . " + protocol + " . " + port.port();
            elements.add(
                    verdict.isEmpty()
                            ? new Element("no-endpoint-services", key, dropped ? "drop" : "goto reject-chain")
                            : new Element("service-ips", key, verdict));
        }

        private void restrict(String ip) {
            if (port.addresses().sourceRanges().isEmpty()) {
                return;
            }
            var firewall = "firewall-" + base;
            chains.put(
                    firewall,
                    List.of("ip saddr != { "
                            + String.join(", ", port.addresses().sourceRanges())
                            + " } drop"));
            elements.add(new Element("firewall-ips", ip + " . " + protocol + " . " + port.port(), "goto " + firewall));
        }

        private void balance(String chain, List<Endpoint> endpoints) {
            if (endpoints.isEmpty()) {
                return;
            }
            if (port.policy().affinitySeconds() > 0) {
                balanceWithAffinity(chain, endpoints);
                return;
            }
            var targets = IntStream.range(0, endpoints.size())
                    .mapToObj(i -> i + " : " + endpoints.get(i).ip() + " . "
                            + endpoints.get(i).port())
                    .collect(Collectors.joining(", "));
            chains.put(
                    chain,
                    List.of("meta l4proto " + protocol + " dnat ip addr . port to numgen random mod " + endpoints.size()
                            + " map { " + targets + " }"));
        }

        private void balanceWithAffinity(String chain, List<Endpoint> endpoints) {
            var rules = new ArrayList<String>();
            for (var endpoint : endpoints) {
                rules.add("ip saddr @affinity-" + endpointName(endpoint) + " goto endpoint-" + endpointName(endpoint));
            }
            rules.add("numgen random mod " + endpoints.size() + " vmap { "
                    + IntStream.range(0, endpoints.size())
                            .mapToObj(i -> i + " : goto endpoint-" + endpointName(endpoints.get(i)))
                            .collect(Collectors.joining(", "))
                    + " }");
            for (var endpoint : endpoints) {
                var name = endpointName(endpoint);
                sets.put(
                        "affinity-" + name,
                        "type ipv4_addr; flags dynamic, timeout; timeout "
                                + port.policy().affinitySeconds() + "s;");
                chains.put(
                        "endpoint-" + name,
                        List.of(
                                "update @affinity-" + name + " { ip saddr }",
                                "meta l4proto " + protocol + " dnat to " + endpoint.ip() + ":" + endpoint.port()));
            }
            chains.put(chain, rules);
        }

        private String endpointName(Endpoint endpoint) {
            return hashed(port.ruleName() + "__" + endpoint.ip() + "/" + endpoint.port());
        }

        private SequencedSet<Endpoint> union() {
            var all = new LinkedHashSet<>(destinations.internal());
            all.addAll(destinations.external());
            return all;
        }
    }

    /** The names of its chains and sets, for logs. */
    @Override
    public String toString() {
        return Map.of("sets", sets.keySet(), "chains", chains.keySet(), "elements", elements)
                .toString();
    }
}
