package dev.mudi.api.kinds.core;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.Map;

/** The strategies of the core group, by resource. */
public final class CoreKinds {
    private static final String KUBERNETES = "kubernetes";

    private static final String SINCE = "lastPhaseTransitionTime";

    private CoreKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.ofEntries(
                Map.entry("pods", PodStrategy.make()),
                Map.entry("namespaces", namespaces()),
                Map.entry("nodes", nodes()),
                Map.entry("services", services()),
                Map.entry("endpoints", endpoints()),
                Map.entry(
                        "configmaps",
                        KindStrategy.builder()
                                .rules(ConfigValidation::configMap)
                                .updateRules(ConfigValidation::configMapUpdate)
                                .build()),
                Map.entry("secrets", secrets()),
                Map.entry("serviceaccounts", serviceAccounts()),
                Map.entry("events", events().metadataAfterwards().build()),
                Map.entry(
                        "limitranges",
                        KindStrategy.builder()
                                .defaults(CoreDefaults::limitRange)
                                .inventsNames()
                                .rules(LimitRangeValidation::validate)
                                .createsOnUpdate()
                                .build()),
                Map.entry("resourcequotas", quotas()),
                Map.entry(
                        "podtemplates",
                        PodTemplates.heldAt(KindStrategy.builder(), "template")
                                .defaults(CoreDefaults::podTemplate)
                                .rules(template -> PodValidation.template(template.at("template")))
                                .generations("template")
                                .build()),
                Map.entry(
                        "replicationcontrollers",
                        PodTemplates.namingAt(KindStrategy.builder(), "spec", "template")
                                .defaults(CoreDefaults::replicationController)
                                .names(NameRule.LONG_NAME)
                                .rules(WorkloadValidation::replicationController)
                                .status((next, current) -> WorkloadValidation.setCounts(next.at("status")))
                                .orphansDependents()
                                .generations()
                                .build()),
                Map.entry("persistentvolumes", persistentVolumes()),
                Map.entry("persistentvolumeclaims", persistentVolumeClaims()));
    }

    /** Makes the strategy of the events of the group events.k8s.io. */
    public static Strategy newEvents() {
        return events().build();
    }

    private static KindStrategy.Builder events() {
        return KindStrategy.builder()
                .rules(EventValidation::create)
                .updateRules(EventValidation::update)
                .createsOnUpdate();
    }

    private static Strategy quotas() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::quota)
                .updateWarnings((next, current) -> List.of())
                .rules(QuotaValidation::quota)
                .updateRules(QuotaValidation::update)
                .status((next, current) -> QuotaValidation.status(next))
                .build();
    }

    private static Strategy serviceAccounts() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::serviceAccount)
                .updateWarnings((next, current) ->
                        CoreWarnings.serviceAccount(current).isEmpty() ? CoreWarnings.serviceAccount(next) : List.of())
                .creating(CoreKinds::secretNames)
                .updating((next, current) -> secretNames(next))
                .build();
    }

    private static Strategy endpoints() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::endpoints)
                .defaults(CoreDefaults::endpoints)
                .rules(EndpointsValidation::create)
                .updateRules(EndpointsValidation::update)
                .createsOnUpdate()
                .build();
    }

    private static Strategy namespaces() {
        return KindStrategy.builder()
                .defaults(CoreDefaults::namespace)
                .status(CoreKinds::namespacePhase)
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
                .rules(CoreKinds::finalizerNames)
                .updateRules((next, current) -> {})
                .subresource(
                        "finalize",
                        KindStrategy.builder()
                                .rules(namespace -> namespace
                                        .at("spec", "finalizers")
                                        .items()
                                        .forEach(CoreKinds::finalizerName))
                                .updating((next, current) -> Kept.field("status", next, current))
                                .resets("status")
                                .build())
                .build();
    }

    private static void finalizerNames(At namespace) {
        var finalizers = namespace.at("spec", "finalizers");
        for (var item : finalizers.items()) {
            finalizerName(item.shownAt(finalizers.path()));
        }
    }

    private static void finalizerName(At name) {
        name.mustBe(Syntax.QUALIFIED_NAME);
        MetadataRules.knownFinalizers(List.of(name));
    }

    private static void namespacePhase(At namespace, At before) {
        boolean going = namespace.at("metadata", "deletionTimestamp").isSet();
        var phase = namespace.at("status", "phase");
        if (!phase.is(going ? "Terminating" : "Active")) {
            namespace
                    .at("status", "Phase")
                    .invalid(
                            phase.text(),
                            going
                                    ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
                                    : "may only be 'Active' if `deletionTimestamp` is empty");
        }
    }

    private static Strategy nodes() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::node)
                .defaults(CoreDefaults::node)
                .rules(NodeValidation::create)
                .updateRules((next, current) -> {
                    NodeValidation.create(next);
                    NodeValidation.update(next, current);
                })
                .creating(node -> node.withoutAt("spec", "configSource").withoutAt("status", "config"))
                .updating((next, current) ->
                        current.at("spec", "configSource").isPresent() ? next : next.withoutAt("spec", "configSource"))
                .updating((next, current) -> Kept.field("status", next, current))
                .resets("status")
                .subresource(
                        "status",
                        KindStrategy.builder()
                                .updating((next, current) -> Kept.field("spec", next, current))
                                .updating((next, current) ->
                                        current.at("status", "config").isPresent()
                                                ? next
                                                : next.withoutAt("status", "config"))
                                .resets("spec")
                                .updateRules(NodeValidation::update)
                                .build())
                .build();
    }

    private static Strategy services() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::service)
                .defaults(ServiceDefaults::service)
                .rules(ServiceValidation::create)
                .updateRules(ServiceValidation::update)
                .status(ServiceValidation::status)
                .creating(service -> service.with("status", ObjectValue.of("loadBalancer", ObjectValue.EMPTY)))
                .creating(ServiceDefaults::normalizeAddresses)
                .updating(ServiceDefaults::keepAllocated)
                .updating(ServiceDefaults::dropOfFormerType)
                .createsOnUpdate()
                .names(NameRule.DNS_LABEL)
                .build();
    }

    /** Of the secrets that a service account names, their names are kept. */
    private static ObjectValue secretNames(ObjectValue account) {
        return account.updateEach(
                "secrets",
                secret -> ObjectValue.builder()
                        .putIfPresent("name", secret.string("name"))
                        .build());
    }

    private static Strategy secrets() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::secret)
                .defaults(CoreDefaults::secret)
                .rules(ConfigValidation::secret)
                .updateRules(ConfigValidation::secretUpdate)
                .updating((next, current) -> next.string("type").isEmpty() ? Kept.field("type", next, current) : next)
                .build();
    }

    private static Strategy persistentVolumes() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::persistentVolume)
                .defaults(VolumeDefaults::persistentVolume)
                .rules(PersistentVolumeValidation::validate)
                .updateRules(PersistentVolumeValidation::update)
                .status()
                .subresource(
                        "status",
                        KindStrategy.builder()
                                .updating((next, current) -> samePhaseSince(Kept.field("spec", next, current), current))
                                .resets("spec")
                                .build())
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

    /** A phase that stays is as old as it was. */
    private static ObjectValue samePhaseSince(ObjectValue next, ObjectValue current) {
        var was = current.object("status");
        var status = next.object("status");
        boolean same = status.string("phase").equals(was.string("phase"));
        return same && !status.has(SINCE) && was.has(SINCE)
                ? next.withAt(Value.of(was.string(SINCE)), "status", SINCE)
                : next;
    }

    private static Strategy persistentVolumeClaims() {
        return KindStrategy.builder()
                .warnings(CoreWarnings::claim)
                .defaults(VolumeDefaults::claim)
                .status((next, current) -> ClaimStatusValidation.validate(next.at("status")))
                .rules(claim -> ClaimValidation.spec(claim.at("spec")))
                .updateRules(ClaimValidation::update)
                .creating(claim -> sameSource(withinNamespace(claim, ObjectValue.EMPTY)
                        .with("status", ObjectValue.of("phase", Value.of("Pending")))))
                .updating((next, current) -> sameSource(withinNamespace(next, current)))
                .build();
    }

    /** A source in another namespace is dropped: that feature is off by default. */
    private static ObjectValue withinNamespace(ObjectValue claim, ObjectValue before) {
        boolean elsewhere = !claim.object("spec")
                .object("dataSourceRef")
                .string("namespace")
                .isEmpty();
        return elsewhere && before.at("spec", "dataSourceRef").isEmpty()
                ? claim.withoutAt("spec", "dataSourceRef")
                : claim;
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
