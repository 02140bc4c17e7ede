package dev.mudi.apiserver;

import java.util.Map;

/**
 * What the registry of resources needs from the parts in front of it.
 *
 * @param authorizer who may do what
 * @param tokens makes the tokens of {@code serviceaccounts/token}
 * @param reviews the resources that are asked and never stored, by {@code resource.group} ({@code tokenreviews.authentication.k8s.io})
 * @param writeChecks by {@code resource.group} ({@code clusterroles.rbac.authorization.k8s.io})
 */
public record RegistryServices(
        Authorizer authorizer,
        TokenIssuer tokens,
        Map<String, ReviewHandler> reviews,
        Map<String, WriteCheck> writeChecks) {

    /** Copies the maps. */
    public RegistryServices {
        reviews = Map.copyOf(reviews);
        writeChecks = Map.copyOf(writeChecks);
    }
}
