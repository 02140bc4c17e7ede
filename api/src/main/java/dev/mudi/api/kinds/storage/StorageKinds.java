package dev.mudi.api.kinds.storage;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.kinds.core.NodeLabelWarnings;
import dev.mudi.api.kinds.core.VolumeDefaults;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import java.util.List;
import java.util.Map;

/** The strategies of the group storage.k8s.io, by resource. */
public final class StorageKinds {
    private static final String TOKENS = "tokenRequests";

    /** Belongs to a feature that is off by default. */
    private static final String LIMIT_SCALING = "preventPodSchedulingIfMissing";

    private StorageKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "storageclasses",
                KindStrategy.builder()
                        .defaults(storageClass -> ifAbsent(
                                ifAbsent(storageClass, "reclaimPolicy", "Delete"), "volumeBindingMode", "Immediate"))
                        .warnings(StorageKinds::topologyWarnings)
                        .rules(StorageValidation::storageClass)
                        .updateRules(StorageValidation::storageClassUpdate)
                        .build(),
                "csidrivers",
                KindStrategy.builder()
                        .defaults(StorageKinds::driver)
                        .warnings(StorageKinds::tokenWarnings)
                        .updateWarnings(
                                (next, current) -> next.at("spec", TOKENS).equals(current.at("spec", TOKENS))
                                        ? List.of()
                                        : tokenWarnings(next))
                        .creating(driver -> driver.withoutAt("spec", LIMIT_SCALING))
                        .updating((next, current) ->
                                current.at("spec", LIMIT_SCALING).isPresent()
                                        ? next
                                        : next.withoutAt("spec", LIMIT_SCALING))
                        .generationsFromUpdates()
                        .rules(StorageValidation::driver)
                        .updateRules(StorageValidation::driverUpdate)
                        .conditional()
                        .build(),
                "csinodes",
                KindStrategy.builder()
                        .rules(StorageValidation::node)
                        .updateRules(StorageValidation::nodeUpdate)
                        .conditional()
                        .build(),
                "csistoragecapacities",
                KindStrategy.builder()
                        .rules(StorageValidation::capacity)
                        .updateRules(StorageValidation::capacityUpdate)
                        .conditional()
                        .build(),
                "volumeattachments",
                KindStrategy.builder()
                        .defaults(StorageKinds::attachment)
                        .rules(StorageValidation::attachment)
                        .updateRules(StorageValidation::attachmentUpdate)
                        .statusAlone(StorageValidation::attachmentUpdate)
                        .conditional()
                        .build(),
                "volumeattributesclasses",
                KindStrategy.builder()
                        .rules(StorageValidation::attributesClass)
                        .updateRules(StorageValidation::attributesClassUpdate)
                        .build());
    }

    private static List<String> tokenWarnings(ObjectValue driver) {
        var spec = driver.object("spec");
        return spec.array(TOKENS).isEmpty() || spec.has("serviceAccountTokenInSecrets")
                ? List.of()
                : List.of(
                        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes");
    }

    private static List<String> topologyWarnings(ObjectValue storageClass) {
        return At.root(storageClass, new FieldErrors()).at("allowedTopologies").items().stream()
                .flatMap(topology -> topology.at("matchLabelExpressions").items().stream())
                .map(expression -> expression.at("key"))
                .flatMap(key -> NodeLabelWarnings.of(key.text()).map(said -> key.path() + ": " + said).stream())
                .toList();
    }

    private static ObjectValue driver(ObjectValue driver) {
        return within(driver, "spec", spec -> {
            var filled = ifAbsent(spec, "attachRequired", true);
            filled = ifAbsent(filled, "podInfoOnMount", false);
            filled = ifAbsent(filled, "storageCapacity", false);
            filled = ifAbsent(filled, "fsGroupPolicy", "ReadWriteOnceWithFSType");
            filled = ifZero(filled, "volumeLifecycleModes", ArrayValue.of(Value.of("Persistent")));
            filled = ifAbsent(filled, "requiresRepublish", false);
            return ifAbsent(filled, "seLinuxMount", false);
        });
    }

    private static ObjectValue attachment(ObjectValue attachment) {
        return attachment.update(
                "spec",
                spec -> spec.update(
                        "source", source -> source.update("inlineVolumeSpec", VolumeDefaults::inlineVolume)));
    }
}
