package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.List;

/** Rules for endpoints (Kubernetes reference, Endpoints). Stateless. */
final class EndpointsValidation {
    private EndpointsValidation() {}

    static void create(At endpoints) {
        for (var subset : endpoints.at("subsets").items()) {
            if (subset.at("addresses").isEmpty()
                    && subset.at("notReadyAddresses").isEmpty()) {
                subset.required("must specify `addresses` or `notReadyAddresses`");
            }
            for (var list : List.of("addresses", "notReadyAddresses")) {
                subset.at(list).items().forEach(EndpointsValidation::address);
            }
            for (var port : subset.at("ports").items()) {
                port(port, subset.at("ports").size() > 1);
            }
        }
    }

    static void update(At endpoints, At before) {
        boolean same = Semantics.equal(
                endpoints.at("subsets").array(), before.at("subsets").array());
        create(same ? At.root(endpoints.object(), new FieldErrors()) : endpoints);
    }

    private static void address(At address) {
        Addresses.mustBeAddress(address.at("ip"));
        if (!address.at("hostname").isEmpty()) {
            address.at("hostname").mustBe(Syntax.DNS_LABEL);
        }
        if (address.at("nodeName").isSet()) {
            address.at("nodeName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        Addresses.mustNotBeSpecial(address.at("ip"));
    }

    private static void port(At port, boolean several) {
        var name = port.at("name");
        if (!name.isEmpty()) {
            name.mustBe(Syntax.DNS_LABEL);
        } else if (several) {
            name.required();
        }
        port.at("port").mustBePort();
        if (port.at("protocol").mustBeGiven()) {
            port.at("protocol").mustBeOneOf("SCTP", "TCP", "UDP");
        }
        if (port.at("appProtocol").isSet()) {
            port.at("appProtocol").mustBe(Syntax.QUALIFIED_NAME);
        }
    }
}
