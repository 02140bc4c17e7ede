package dev.mudi.api.kinds.discovery;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Syntax;
import java.util.Map;

/** The strategies of the group discovery.k8s.io, by resource. */
public final class DiscoveryKinds {
    private static final String HOSTNAME = "kubernetes.io/hostname";

    private DiscoveryKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "endpointslices",
                KindStrategy.builder()
                        .defaults(slice -> slice.updateEach(
                                "ports", port -> ifAbsent(ifAbsent(port, "name", ""), "protocol", "TCP")))
                        .rules(slice -> SliceValidation.validate(slice, slice.holding(null)))
                        .updateRules(SliceValidation::update)
                        .creating(slice ->
                                slice.updateEach("endpoints", endpoint -> endpoint.without("deprecatedTopology")))
                        .updating(DiscoveryKinds::withoutTopology)
                        .generations("addressType", "endpoints", "ports", "metadata.labels")
                        .build());
    }

    /** The former topology stays as it is until the endpoints change; then only the node that it named is kept. */
    private static ObjectValue withoutTopology(ObjectValue next, ObjectValue current) {
        var before = current.array("endpoints");
        if (next.array("endpoints").equals(before)) {
            return next;
        }
        var known = before.objects()
                .map(endpoint -> endpoint.object("deprecatedTopology").string(HOSTNAME))
                .toList();
        return next.updateEach("endpoints", endpoint -> {
            var node = endpoint.object("deprecatedTopology").string(HOSTNAME);
            boolean kept = !endpoint.has("nodeName")
                    && !node.isEmpty()
                    && known.contains(node)
                    && Syntax.DNS_SUBDOMAIN.accepts(node);
            return (kept ? endpoint.with("nodeName", node) : endpoint).without("deprecatedTopology");
        });
    }
}
