package dev.mudi.apiserver.registry;

import java.util.List;

/**
 * Where an object says what its {@code Scale} says.
 *
 * @param specReplicas how many replicas it is to have
 * @param statusReplicas how many it has
 * @param selector which pods they are, as text; empty where an object does not say it
 */
public record ScalePaths(List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
    /** Where built-in kinds say it. */
    static final ScalePaths BUILT_IN =
            new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("spec", "selector"));

    /** Copies the paths. */
    public ScalePaths {
        specReplicas = List.copyOf(specReplicas);
        statusReplicas = List.copyOf(statusReplicas);
        selector = List.copyOf(selector);
    }
}
