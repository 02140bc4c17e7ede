package dev.mudi.api.kinds.discovery;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Rules for endpoint slices (Kubernetes reference, EndpointSlice). Stateless. */
final class SliceValidation {
    private static final int MOST_PORTS = 20_000;
    private static final int MOST_ENDPOINTS = 1000;
    private static final int MOST_ADDRESSES = 100;
    private static final int MOST_TOPOLOGY_LABELS = 16;
    private static final int MOST_HINTS = 8;

    private SliceValidation() {}

    static void update(At slice, At before) {
        validate(slice, before.at("endpoints"));
        slice.at("addressType").mustNotHaveChanged(before.at("addressType"));
    }

    static void validate(At slice, At endpointsBefore) {
        var type = slice.at("addressType");
        if (type.mustBeGiven()) {
            type.mustBeOneOf("FQDN", "IPv4", "IPv6");
        }
        ports(slice.at("ports"));
        var endpoints = slice.at("endpoints");
        boolean kept = endpointsBefore.isSet() && Semantics.equal(endpoints.array(), endpointsBefore.array());
        var errors = kept ? new FieldErrors() : slice.errors();
        var checked = At.of(endpoints.value(), endpoints.path(), errors);
        if (checked.mustHaveAtMost(MOST_ENDPOINTS)) {
            checked.items().forEach(endpoint -> endpoint(endpoint, type.text()));
        }
    }

    private static void ports(At ports) {
        if (!ports.mustHaveAtMost(MOST_PORTS)) {
            return;
        }
        var names = new HashSet<String>();
        for (var port : ports.items()) {
            var name = port.at("name");
            if (!name.isEmpty()) {
                name.mustBe(Syntax.DNS_LABEL);
            }
            if (!names.add(name.text())) {
                name.duplicate();
            }
            if (port.at("protocol").isSet()) {
                port.at("protocol").mustBeOneOf("SCTP", "TCP", "UDP");
            } else {
                port.at("protocol").required();
            }
            if (port.at("appProtocol").isSet()) {
                port.at("appProtocol").mustBe(Syntax.QUALIFIED_NAME);
            }
        }
    }

    private static void endpoint(At endpoint, String type) {
        var addresses = endpoint.at("addresses");
        if (addresses.mustBeGiven("must contain at least 1 address")) {
            addresses.mustHaveAtMost(MOST_ADDRESSES);
        }
        for (var address : addresses.items()) {
            switch (type) {
                case "IPv4" -> address(address, addresses, Addresses.Family.IPV4, "must be an IPv4 address");
                case "IPv6" -> address(address, addresses, Addresses.Family.IPV6, "must be an IPv6 address");
                case "FQDN" -> domain(address);
                default -> {}
            }
        }
        if (endpoint.at("nodeName").isSet()) {
            endpoint.at("nodeName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        endpoint.at("deprecatedTopology").mustHaveAtMost(MOST_TOPOLOGY_LABELS);
        Selectors.validateLabels(endpoint.at("deprecatedTopology"));
        if (endpoint.at("hostname").isSet()) {
            endpoint.at("hostname").mustBe(Syntax.DNS_LABEL);
        }
        hints(endpoint.at("hints"));
    }

    private static void address(At address, At list, Addresses.Family family, String complaint) {
        int before = address.errors().list().size();
        if (family == Addresses.Family.IPV6) {
            Addresses.mustBeCanonicalAddress(address);
        } else {
            Addresses.mustBeAddress(address);
        }
        if (address.errors().list().size() > before) {
            return;
        }
        if (!Addresses.family(address.text()).equals(Optional.of(family))) {
            list.invalid(address.text(), complaint);
        }
        Addresses.mustNotBeSpecial(address);
    }

    private static void domain(At address) {
        if (!address.mustBeGiven()) {
            return;
        }
        var text = address.text();
        var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        var complaints = Syntax.DNS_SUBDOMAIN.complaints(name);
        if (!complaints.isEmpty()) {
            address.invalid(name, String.join(",", complaints));
            return;
        }
        if (!name.contains(".")) {
            address.invalid(name, "should be a domain with at least two segments separated by dots");
            return;
        }
        for (var label : name.split("\\.", -1)) {
            var wrong = Syntax.DNS_LABEL.complaints(label);
            if (!wrong.isEmpty()) {
                address.invalid(label, String.join(",", wrong));
                return;
            }
        }
    }

    private static void hints(At hints) {
        for (var field : List.of("forZones", "forNodes")) {
            var list = hints.at(field);
            if (!list.mustHaveAtMost(MOST_HINTS)) {
                return;
            }
            var names = new HashSet<String>();
            for (var hint : list.items()) {
                if (!names.add(hint.at("name").text())) {
                    hint.at("name").duplicate();
                }
                hint.at("name").mustBe(field.equals("forZones") ? Syntax.LABEL_VALUE : Syntax.DNS_SUBDOMAIN);
            }
        }
    }
}
