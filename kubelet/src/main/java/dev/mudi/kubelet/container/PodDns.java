package dev.mudi.kubelet.container;

import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.runtime.cri.DNSConfig;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The resolver configuration of a pod. Source: reference, "DNS for Services and Pods". Pure. */
final class PodDns {

    private static final int SERVERS = 3;
    private static final int SEARCHES = 32;
    private static final int SEARCH_CHARACTERS = 2048;

    private PodDns() {}

    /** @param hostResolvConf the text of the host's resolv.conf */
    static DNSConfig of(Pod pod, KubeletConfiguration configuration, String hostResolvConf) {
        var host = parse(hostResolvConf);
        var policy = pod.getSpec().getDnsPolicy() == null
                ? "ClusterFirst"
                : pod.getSpec().getDnsPolicy();
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || (policy.equals("ClusterFirst") && !PodSpecs.isHostNetwork(pod));
        var base = DNSConfig.newBuilder();
        if (cluster && !configuration.clusterDns().isEmpty()) {
            base.addAllServers(configuration.clusterDns());
            base.addAllSearches(searches(pod, configuration.clusterDomain(), host.getSearchesList()));
            base.addOptions("ndots:5");
        } else if (!policy.equals("None")) {
            base = host.toBuilder();
        }
        return limited(merged(pod, base));
    }

    private static List<String> searches(Pod pod, String domain, List<String> host) {
        var searches = new LinkedHashSet<String>();
        if (!domain.isEmpty()) {
            searches.add(pod.getMetadata().getNamespace() + ".svc." + domain);
            searches.add("svc." + domain);
            searches.add(domain);
        }
        searches.addAll(host);
        return List.copyOf(searches);
    }

    private static DNSConfig.Builder merged(Pod pod, DNSConfig.Builder base) {
        var own = pod.getSpec().getDnsConfig();
        if (own == null) {
            return base;
        }
        var servers = new LinkedHashSet<>(base.getServersList());
        servers.addAll(PodSpecs.orEmpty(own.getNameservers()));
        var searches = new LinkedHashSet<>(base.getSearchesList());
        searches.addAll(PodSpecs.orEmpty(own.getSearches()));
        Map<String, String> options = new LinkedHashMap<>();
        base.getOptionsList().forEach(option -> options.put(option.split(":", 2)[0], option));
        for (var option : PodSpecs.orEmpty(own.getOptions())) {
            var value = option.getValue();
            options.put(option.getName(), value == null ? option.getName() : option.getName() + ":" + value);
        }
        return DNSConfig.newBuilder()
                .addAllServers(servers)
                .addAllSearches(searches)
                .addAllOptions(options.values());
    }

    /** Resolver libraries read no more than this. */
    private static DNSConfig limited(DNSConfig.Builder config) {
        var searches = new ArrayList<String>();
        int characters = 0;
        for (var search : config.getSearchesList()) {
            characters += search.length() + 1;
            if (searches.size() < SEARCHES && characters <= SEARCH_CHARACTERS) {
                searches.add(search);
            }
        }
        var servers = config.getServersList().stream().limit(SERVERS).toList();
        return config.clearServers()
                .addAllServers(servers)
                .clearSearches()
                .addAllSearches(searches)
                .build();
    }

    static DNSConfig parse(String resolvConf) {
        var config = DNSConfig.newBuilder();
        for (var line : resolvConf.lines().toList()) {
            var words = line.strip().split("\\s+");
            if (words.length < 2) {
                continue;
            }
            var values = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> config.addServers(values.getFirst());
                // The last line of its kind counts.
                case "search", "domain" ->
                    config.clearSearches()
                            .addAllSearches(
                                    values.stream().filter(v -> !v.equals(".")).toList());
                case "options" -> config.clearOptions().addAllOptions(values);
                default -> {
                    // A comment, or what resolvers of today don't read.
                }
            }
        }
        return config.build();
    }
}
