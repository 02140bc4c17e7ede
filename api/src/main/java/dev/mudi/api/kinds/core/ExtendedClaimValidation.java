package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules for the claim that was made for a pod's extended resources (Kubernetes reference, PodExtendedResourceClaimStatus; KEP-5004). Stateless. */
final class ExtendedClaimValidation {
    private ExtendedClaimValidation() {}

    static void validate(At status, At spec) {
        if (!status.isSet()) {
            return;
        }
        var mappings = status.at("requestMappings");
        mappings.mustBeGiven("at least one request mapping is required");
        var seen = new HashSet<List<String>>();
        for (var mapping : mappings.items()) {
            var name = mapping.at("containerName");
            var resource = mapping.at("resourceName");
            var request = mapping.at("requestName");
            var container = container(spec, name.text());
            if (container.isEmpty()) {
                name.invalid(
                        name.text(),
                        "must match the name of an entry in spec.initContainers.name or spec.containers.name");
            } else if (!container.get().at("resources", "requests").object().has(resource.text())) {
                resource.invalid(
                        resource.text(),
                        "must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests");
            }
            request.shownAt(status.at("requestName").path()).mustBe(Syntax.DNS_LABEL);
            if (!seen.add(List.of(name.text(), resource.text(), request.text()))) {
                List.of(name, resource, request).forEach(At::duplicate);
            }
        }
        if (status.at("resourceClaimName").mustBeGiven()) {
            status.at("resourceClaimName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
    }

    private static Optional<At> container(At spec, String name) {
        return Stream.of("containers", "initContainers")
                .flatMap(list -> spec.at(list).items().reversed().stream())
                .filter(container -> container.at("name").is(name))
                .findFirst();
    }
}
