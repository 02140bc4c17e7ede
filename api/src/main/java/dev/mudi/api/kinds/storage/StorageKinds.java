package dev.mudi.api.kinds.storage;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.core.VolumeDefaults;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Map;

/** The strategies of the group storage.k8s.io, by resource. */
public final class StorageKinds {
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
                        .rules(StorageValidation::storageClass)
                        .updateRules(StorageValidation::storageClassUpdate)
                        .build(),
                "csidrivers",
                KindStrategy.builder()
                        .defaults(StorageKinds::driver)
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
