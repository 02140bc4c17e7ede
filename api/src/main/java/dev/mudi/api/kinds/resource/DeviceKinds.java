package dev.mudi.api.kinds.resource;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group resource.k8s.io, by resource. */
public final class DeviceKinds {
    private DeviceKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "deviceclasses",
                KindStrategy.builder()
                        .names(NameRule.LONG_NAME)
                        .rules(DeviceClaimValidation::deviceClass)
                        .generations()
                        .build(),
                "resourceclaims",
                KindStrategy.builder()
                        .defaults(claim -> claim.update("spec", DeviceKinds::claimSpec))
                        .rules(DeviceClaimValidation::claim)
                        .updateRules(DeviceClaimValidation::claimUpdate)
                        .statusAlone(DeviceClaimValidation::claimStatus)
                        .build(),
                "resourceclaimtemplates",
                KindStrategy.builder()
                        .defaults(template ->
                                template.update("spec", outer -> outer.update("spec", DeviceKinds::claimSpec)))
                        .rules(DeviceClaimValidation::template)
                        .updateRules(DeviceClaimValidation::templateUpdate)
                        .build(),
                "resourceslices",
                KindStrategy.builder()
                        .creating(slice -> DeviceFeatures.dropDisabled(slice, ObjectValue.EMPTY))
                        .updating(DeviceFeatures::dropDisabled)
                        .warnings(DeviceSliceValidation::warnings)
                        .rules(DeviceSliceValidation::create)
                        .updateRules(DeviceSliceValidation::update)
                        .generations()
                        .build(),
                "devicetaintrules",
                KindStrategy.builder()
                        .rules(DeviceSliceValidation::taintRule)
                        .statusAlone((next, current) -> DeviceSliceValidation.taintRuleStatus(next))
                        .generations()
                        .build(),
                "resourcepoolstatusrequests",
                KindStrategy.builder().statusAlone().conditional().build());
    }

    private static ObjectValue claimSpec(ObjectValue spec) {
        return spec.update(
                "devices",
                devices -> devices.updateEach(
                        "requests",
                        request -> request.update("exactly", DeviceKinds::counted)
                                .updateEach("firstAvailable", DeviceKinds::counted)));
    }

    private static ObjectValue counted(ObjectValue request) {
        var filled = ifZero(request, "allocationMode", "ExactCount");
        filled = filled.string("allocationMode").equals("ExactCount") ? ifZero(filled, "count", 1) : filled;
        return filled.updateEach("tolerations", toleration -> ifZero(toleration, "operator", "Equal"));
    }
}
