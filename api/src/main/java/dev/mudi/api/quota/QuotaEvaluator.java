package dev.mudi.api.quota;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How the objects of one resource count against quotas. */
public interface QuotaEvaluator {
    /** Whether quotas count something of this name by objects of this resource. */
    boolean counts(String name);

    /**
     * What an object uses.
     *
     * @param now by which a pod whose grace period is over no longer counts
     */
    ResourceList usage(ObjectValue object, Instant now);

    /** Whether an object is within a scope; without a say about it it is not. */
    default boolean matches(QuotaScope scope, ObjectValue object) {
        return false;
    }

    /** What an object lacks that quotas on these resources ask for, in upstream's words; empty for nothing. */
    default String missing(Set<String> required, ObjectValue object) {
        return "";
    }

    /** Those of these names that this counts, in order. */
    default Set<String> counted(Set<String> names) {
        var counted = new TreeSet<String>();
        names.stream().filter(this::counts).forEach(counted::add);
        return counted;
    }

    /** The rules for a resource; for most it is that there is one object more. */
    static QuotaEvaluator of(String group, String resource) {
        var qualified = group.isEmpty() ? resource : resource + "." + group;
        return switch (qualified) {
            case "pods" -> PodEvaluator.INSTANCE;
            case "services" -> ServiceEvaluator.INSTANCE;
            case "persistentvolumeclaims" -> ClaimEvaluator.INSTANCE;
            case "resourceclaims.resource.k8s.io" -> DeviceClaimEvaluator.INSTANCE;
            case "configmaps", "resourcequotas", "replicationcontrollers", "secrets" ->
                new CountEvaluator(Set.of("count/" + qualified, qualified));
            default -> new CountEvaluator(Set.of("count/" + qualified));
        };
    }

    /** Whether objects of a resource never count: they are not stored, or are events. */
    static boolean isIgnored(String group, String resource) {
        return Map.of(
                        "", Set.of("bindings", "componentstatuses", "events"),
                        "authentication.k8s.io", Set.of("tokenreviews", "selfsubjectreviews"),
                        "authorization.k8s.io",
                                Set.of(
                                        "subjectaccessreviews",
                                        "selfsubjectaccessreviews",
                                        "localsubjectaccessreviews",
                                        "selfsubjectrulesreviews"),
                        "events.k8s.io", Set.of("events"))
                .getOrDefault(group, Set.of())
                .contains(resource);
    }
}
