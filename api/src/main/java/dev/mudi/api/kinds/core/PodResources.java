package dev.mudi.api.kinds.core;

import static dev.mudi.api.kinds.vocabulary.Defaults.isSet;

import dev.mudi.api.quota.PodRequirements;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Amount;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the containers of a pod ask for together (Kubernetes reference, "Configure Quality of Service for Pods", KEP-2837). Stateless. */
final class PodResources {
    private static final List<String> COMPUTE = List.of("cpu", "memory");

    private PodResources() {}

    /** Whether a resource may be asked for by the pod as a whole. */
    static boolean isPodLevel(String resource) {
        return COMPUTE.contains(resource) || resource.startsWith("hugepages-");
    }

    /**
     * What the pod asks for as a whole is filled in where it says something of it: huge pages are limited to what its containers may
     * use together, and it asks for what they ask for together, or else for its limit.
     */
    static ObjectValue defaultPodLevel(ObjectValue spec) {
        var given = spec.object("resources");
        if (given.object("limits").isEmpty() && given.object("requests").isEmpty()) {
            return spec;
        }
        var containers = PodRequirements.ofSpec(ObjectValue.of("spec", spec));
        var limits = hugePages(given, containers);
        var filled = limits.isEmpty() ? spec : spec.withAt(limits, "resources", "limits");
        if (limits.isEmpty()) {
            return filled;
        }
        var requests = given.object("requests");
        var together = containers.requestsOfContainers();
        for (var name : new TreeSet<>(together.names())) {
            if (!requests.has(name) && COMPUTE.contains(name)) {
                requests = requests.with(name, Value.of(together.amount(name).toString()));
            }
        }
        for (int i = 0; i < limits.size(); i++) {
            var name = limits.nameAt(i);
            requests = requests.has(name) || !isPodLevel(name) ? requests : requests.with(name, limits.valueAt(i));
        }
        return requests.isEmpty() ? filled : filled.withAt(requests, "resources", "requests");
    }

    private static ObjectValue hugePages(ObjectValue given, PodRequirements containers) {
        var limits = given.object("limits");
        var together = containers.limitsOfContainers();
        for (var name : new TreeSet<>(together.names())) {
            boolean said = given.object("requests").has(name) || limits.has(name);
            if (!said && ResourceValidation.isHugePages(name)) {
                limits = limits.with(name, Value.of(together.amount(name).toString()));
            }
        }
        return limits;
    }

    /** The quality of service that a pod gets: {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
    static String qualityOfService(ObjectValue spec) {
        var requests = new HashMap<String, BigDecimal>();
        var limits = new HashMap<String, BigDecimal>();
        boolean guaranteed = true;
        if (isSet(spec, "resources")) {
            var resources = spec.object("resources");
            add(resources.object("requests"), requests);
            int counted = add(resources.object("limits"), limits);
            guaranteed = resources.object("limits").isEmpty() || counted == COMPUTE.size();
        } else {
            for (var list : List.of("containers", "initContainers")) {
                for (var container : spec.array(list).objects().toList()) {
                    var resources = container.object("resources");
                    add(resources.object("requests"), requests);
                    guaranteed &= add(resources.object("limits"), limits) == COMPUTE.size();
                }
            }
        }
        if (requests.isEmpty() && limits.isEmpty()) {
            return "BestEffort";
        }
        return guaranteed && same(requests, limits) ? "Guaranteed" : "Burstable";
    }

    private static boolean same(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
        return requests.size() == limits.size()
                && requests.entrySet().stream()
                        .allMatch(entry -> limits.containsKey(entry.getKey())
                                && limits.get(entry.getKey()).compareTo(entry.getValue()) == 0);
    }

    /** Adds CPU and memory, where they are more than nothing; tells how many of the two were. */
    private static int add(ObjectValue resources, Map<String, BigDecimal> sum) {
        int counted = 0;
        for (var name : COMPUTE) {
            var amount = resources
                    .get(name)
                    .map((Value quantity) -> Amount.orZero(quantity))
                    .orElse(BigDecimal.ZERO);
            if (amount.signum() > 0) {
                sum.merge(name, amount, BigDecimal::add);
                counted++;
            }
        }
        return counted;
    }
}
