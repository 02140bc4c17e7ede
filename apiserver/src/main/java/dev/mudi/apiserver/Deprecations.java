package dev.mudi.apiserver;

import java.util.Map;
import java.util.Optional;

/** Built-in resources that have gone out of use and are still served. */
public final class Deprecations {
    private static final Map<String, String> CORE = Map.of(
            "endpoints", "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
            "componentstatuses", "v1 ComponentStatus is deprecated in v1.19+");

    private Deprecations() {}

    /** What is said with every request for one of them. */
    public static Optional<String> warning(RequestInfo info) {
        boolean core = info.isResourceRequest() && info.group().isEmpty();
        return core && info.subresource().isEmpty() ? Optional.ofNullable(CORE.get(info.resource())) : Optional.empty();
    }
}
