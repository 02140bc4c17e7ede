package dev.mudi.api.kinds.discovery;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.AddressWarnings;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The strategies of the group discovery.k8s.io, by resource. */
public final class DiscoveryKinds {
    private static final Set<String> CONTROLLERS =
            Set.of("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io");
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
                        .warnings(slice -> {
                            var all = new ArrayList<String>();
                            if (slice.string("addressType").equals("FQDN")) {
                                all.add("spec.addressType: FQDN endpoints are deprecated");
                            }
                            all.addAll(addressWarnings(slice));
                            return List.copyOf(all);
                        })
                        .updateWarnings((next, current) -> addressWarnings(next))
                        .creating(slice ->
                                slice.updateEach("endpoints", endpoint -> endpoint.without("deprecatedTopology")))
                        .updating(DiscoveryKinds::withoutTopology)
                        .generations("addressType", "endpoints", "ports", "metadata.labels")
                        .build());
    }

    /** Controllers are known to write addresses well. */
    private static List<String> addressWarnings(ObjectValue slice) {
        var manager = slice.object("metadata").object("labels").string("endpointslice.kubernetes.io/managed-by");
        return CONTROLLERS.contains(manager)
                ? List.of()
                : At.root(slice, new FieldErrors()).at("endpoints").items().stream()
                        .flatMap(endpoint -> endpoint.at("addresses").items().stream())
                        .flatMap(address -> AddressWarnings.ofAddress(address).stream())
                        .toList();
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
