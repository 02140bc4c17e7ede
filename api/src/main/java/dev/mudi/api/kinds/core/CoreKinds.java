package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Map;

/** The strategies of the core group, by resource. */
public final class CoreKinds {
    private static final String KUBERNETES = "kubernetes";

    private CoreKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.ofEntries(
                Map.entry("pods", PodStrategy.make()),
                Map.entry("namespaces", namespaces()),
                Map.entry("nodes", nodes()),
                Map.entry("services", services()),
                Map.entry(
                        "endpoints",
                        KindStrategy.builder()
                                .defaults(CoreDefaults::endpoints)
                                .createsOnUpdate()
                                .build()),
                Map.entry("configmaps", KindStrategy.builder().build()),
                Map.entry("secrets", secrets()),
                Map.entry("serviceaccounts", KindStrategy.builder().build()),
                Map.entry("events", KindStrategy.builder().createsOnUpdate().build()),
                Map.entry(
                        "limitranges",
                        KindStrategy.builder()
                                .defaults(CoreDefaults::limitRange)
                                .createsOnUpdate()
                                .build()),
                Map.entry("resourcequotas", KindStrategy.builder().status().build()),
                Map.entry(
                        "podtemplates",
                        KindStrategy.builder()
                                .defaults(CoreDefaults::podTemplate)
                                .generations("template")
                                .build()),
                Map.entry(
                        "replicationcontrollers",
                        KindStrategy.builder()
                                .defaults(CoreDefaults::replicationController)
                                .status()
                                .generations()
                                .build()),
                Map.entry("persistentvolumes", persistentVolumes()),
                Map.entry("persistentvolumeclaims", persistentVolumeClaims()));
    }

    private static Strategy namespaces() {
        return KindStrategy.builder()
                .defaults(CoreDefaults::namespace)
                .status()
                .creating(namespace -> {
                    var finalizers = namespace.object("spec").array("finalizers");
                    var all = finalizers.strings().anyMatch(KUBERNETES::equals)
                            ? finalizers
                            : finalizers.plus(Value.of(KUBERNETES));
                    return namespace
                            .withAt(all, "spec", "finalizers")
                            .with("status", ObjectValue.of("phase", Value.of("Active")));
                })
                .updating((next, current) -> current.object("spec").has("finalizers")
                        ? next.withAt(current.object("spec").array("finalizers"), "spec", "finalizers")
                        : next.withoutAt("spec", "finalizers"))
                .names(NameRule.DNS_LABEL)
                .subresource(
                        "finalize",
                        KindStrategy.builder()
                                .updating((next, current) -> Kept.field("status", next, current))
                                .build())
                .build();
    }

    private static Strategy nodes() {
        return KindStrategy.builder()
                .defaults(CoreDefaults::node)
                .updating((next, current) -> Kept.field("status", next, current))
                .subresource(
                        "status",
                        KindStrategy.builder()
                                .updating((next, current) -> Kept.field("spec", next, current))
                                .build())
                .build();
    }

    private static Strategy services() {
        return KindStrategy.builder()
                .defaults(ServiceDefaults::service)
                .status()
                .creating(service -> service.with("status", ObjectValue.of("loadBalancer", ObjectValue.EMPTY)))
                .updating(ServiceDefaults::dropOfFormerType)
                .createsOnUpdate()
                .names(NameRule.DNS_LABEL)
                .build();
    }

    private static Strategy secrets() {
        return KindStrategy.builder()
                .defaults(CoreDefaults::secret)
                .updating((next, current) -> next.string("type").isEmpty() ? Kept.field("type", next, current) : next)
                .build();
    }

    private static Strategy persistentVolumes() {
        return KindStrategy.builder()
                .defaults(VolumeDefaults::persistentVolume)
                .rules(PersistentVolumeValidation::validate)
                .updateRules(PersistentVolumeValidation::update)
                .status()
                .creating(volume -> {
                    var since = volume.object("metadata").string("creationTimestamp");
                    return volume.with(
                            "status",
                            ObjectValue.builder()
                                    .put("phase", "Pending")
                                    .putIfPresent("lastPhaseTransitionTime", since)
                                    .build());
                })
                .build();
    }

    private static Strategy persistentVolumeClaims() {
        return KindStrategy.builder()
                .defaults(VolumeDefaults::claim)
                .status()
                .rules(claim -> ClaimValidation.spec(claim.at("spec")))
                .updateRules(ClaimValidation::update)
                .creating(claim -> sameSource(claim.with("status", ObjectValue.of("phase", Value.of("Pending")))))
                .updating((next, current) -> sameSource(next))
                .build();
    }

    /** The two fields that name what a claim is filled from follow each other. */
    private static ObjectValue sameSource(ObjectValue claim) {
        return claim.update("spec", spec -> {
            var source = spec.object("dataSource");
            var reference = spec.object("dataSourceRef");
            if (reference.isEmpty() && !source.isEmpty()) {
                boolean known = (source.string("kind").equals("PersistentVolumeClaim")
                                && source.string("apiGroup").isEmpty())
                        || (source.string("kind").equals("VolumeSnapshot")
                                && source.string("apiGroup").equals("snapshot.storage.k8s.io"));
                return known ? spec.with("dataSourceRef", source) : spec.without("dataSource");
            }
            boolean elsewhere = !reference.string("namespace").isEmpty();
            return reference.isEmpty() || !source.isEmpty() || elsewhere
                    ? spec
                    : spec.with("dataSource", reference.without("namespace"));
        });
    }
}
