package dev.mudi.api.kinds.networking;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.AddressWarnings;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.References;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rules for network policies, addresses and ranges of services (Kubernetes reference). Stateless. */
final class NetworkValidation {
    private static final Map<String, String> PEERS = Map.of("ingress", "from", "egress", "to");
    private static final String IMMUTABLE = "field is immutable";

    private NetworkValidation() {}

    static void policy(At policy) {
        policy(policy, List.of());
    }

    static void policyUpdate(At policy, At before) {
        var known = new ArrayList<String>();
        for (var direction : PEERS.entrySet()) {
            for (var rule : before.at("spec", direction.getKey()).items()) {
                for (var peer : rule.at(direction.getValue()).items()) {
                    known.addAll(rangesOf(peer.at("ipBlock")));
                }
            }
        }
        policy(policy, known);
    }

    private static List<String> rangesOf(At block) {
        var ranges = new ArrayList<String>();
        if (block.isSet()) {
            ranges.add(block.at("cidr").text());
            ranges.addAll(block.at("except").texts());
        }
        return ranges;
    }

    private static void policy(At policy, List<String> knownRanges) {
        var spec = policy.at("spec");
        Selectors.validate(spec.at("podSelector"));
        for (var direction : List.of("ingress", "egress")) {
            for (var rule : spec.at(direction).items()) {
                rule.at("ports").items().forEach(NetworkValidation::port);
                rule.at(PEERS.getOrDefault(direction, "")).items().forEach(peer -> peer(peer, knownRanges));
            }
        }
        var types = spec.at("policyTypes");
        if (types.size() > 2) {
            types.invalid("may not specify more than two policyTypes");
            return;
        }
        types.items().forEach(type -> type.mustBeOneOf("Ingress", "Egress"));
    }

    private static void port(At port) {
        if (port.at("protocol").isSet()) {
            port.at("protocol").mustBeOneOf("TCP", "UDP", "SCTP");
        }
        var start = port.at("port");
        var end = port.at("endPort");
        if (!start.isSet()) {
            if (end.isSet()) {
                end.invalid("may not be specified when `port` is not specified");
            }
        } else if (start.isText()) {
            if (end.isSet()) {
                end.invalid("may not be specified when `port` is non-numeric");
            }
            start.mustBe(Syntax.PORT_NAME);
        } else {
            start.mustBePort();
            if (end.isSet()) {
                if (end.number() < start.number()) {
                    end.invalid(start.value(), "must be greater than or equal to `port`");
                }
                end.mustBePort();
            }
        }
    }

    private static void peer(At peer, List<String> knownRanges) {
        var block = peer.at("ipBlock");
        var selectors = List.of(peer.at("podSelector"), peer.at("namespaceSelector"));
        selectors.forEach(Selectors::validate);
        if (block.isSet()) {
            block(block, knownRanges);
        }
        boolean selects = selectors.stream().anyMatch(At::isSet);
        if (!selects && !block.isSet()) {
            peer.required("must specify a peer");
        } else if (selects && block.isSet()) {
            peer.forbidden("may not specify both ipBlock and another peer");
        }
    }

    private static void block(At block, List<String> knownRanges) {
        var range = block.at("cidr");
        if (!range.mustBeGiven()) {
            return;
        }
        Addresses.mustBeRange(range, knownRanges);
        if (!Addresses.isRange(range.text())) {
            return;
        }
        for (var hole : block.at("except").items()) {
            Addresses.mustBeRange(hole, knownRanges);
            if (Addresses.isRange(hole.text()) && !Addresses.isStrictlyInside(hole.text(), range.text())) {
                hole.invalid("must be a strict subset of `cidr`");
            }
        }
    }

    static void address(At address) {
        var parent = address.at("spec", "parentRef");
        if (!parent.isSet()) {
            parent.required();
            return;
        }
        if (!parent.at("group").isEmpty()) {
            parent.at("group").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        References.segment(parent.at("resource"));
        References.segment(parent.at("name"));
        if (!parent.at("namespace").isEmpty()) {
            parent.at("namespace").mustBe(Syntax.PATH_SEGMENT);
        }
    }

    /** What is odd about the ranges of a policy. */
    static List<String> policyWarnings(ObjectValue policy) {
        var all = new ArrayList<String>();
        var spec = At.root(policy, new FieldErrors()).at("spec");
        for (var direction : List.of(List.of("ingress", "from"), List.of("egress", "to"))) {
            for (var rule : spec.at(direction.get(0)).items()) {
                for (var peer : rule.at(direction.get(1)).items()) {
                    var block = peer.at("ipBlock");
                    all.addAll(AddressWarnings.ofRange(block.at("cidr")));
                    block.at("except").items().forEach(range -> all.addAll(AddressWarnings.ofRange(range)));
                }
            }
        }
        return List.copyOf(all);
    }

    static void addressUpdate(At address, At before) {
        address(address);
        InternalForm.mustNotHaveChanged(
                address.at("spec", "parentRef"), before.at("spec", "parentRef"), "networking.v1.ParentReference");
    }

    static void ranges(At serviceRange) {
        var ranges = serviceRange.at("spec", "cidrs");
        if (!ranges.mustBeGiven("at least one CIDR required")) {
            return;
        }
        if (ranges.size() > 2) {
            ranges.invalid(
                    InternalForm.of(serviceRange.at("spec").value(), "networking.v1.ServiceCIDRSpec"),
                    "may only hold up to 2 values");
            return;
        }
        ranges.items().forEach(Addresses::mustBeCanonicalRange);
        var families = ranges.texts().stream().map(Addresses::family).toList();
        if (families.size() == 2
                && families.getFirst().isPresent()
                && families.getFirst().equals(families.getLast())) {
            ranges.invalid("may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64");
        }
    }

    static void rangesUpdate(At serviceRange, At before) {
        var ranges = serviceRange.at("spec", "cidrs");
        var old = before.at("spec", "cidrs");
        boolean grows = old.size() == 1 && ranges.size() == 2;
        if (old.size() != ranges.size() && !grows) {
            ranges.invalid(ranges.value(), IMMUTABLE);
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!ranges.items().get(i).same(old.items().get(i))) {
                ranges.items().get(i).invalid(IMMUTABLE);
            }
        }
        if (grows) {
            ranges(serviceRange);
        }
    }
}
