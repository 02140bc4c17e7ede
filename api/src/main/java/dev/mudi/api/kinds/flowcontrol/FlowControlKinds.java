package dev.mudi.api.kinds.flowcontrol;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group flowcontrol.apiserver.k8s.io, by resource. */
public final class FlowControlKinds {
    private FlowControlKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "flowschemas",
                KindStrategy.builder()
                        .defaults(schema -> within(schema, "spec", spec -> ifZero(spec, "matchingPrecedence", 1000)))
                        .rules(FlowSchemaValidation::validate)
                        .statusAlone((next, current) -> FlowSchemaValidation.status(next), Kept::metadata)
                        .generations()
                        .build(),
                "prioritylevelconfigurations",
                KindStrategy.builder()
                        .defaults(FlowControlKinds::level)
                        .rules(PriorityLevelValidation::validate)
                        .statusAlone((next, current) -> FlowSchemaValidation.status(next), Kept::metadata)
                        .generations()
                        .build());
    }

    private static ObjectValue level(ObjectValue level) {
        return level.update(
                "spec",
                spec -> spec.update(
                                "exempt",
                                exempt ->
                                        ifAbsent(ifAbsent(exempt, "nominalConcurrencyShares", 0), "lendablePercent", 0))
                        .update("limited", FlowControlKinds::limited));
    }

    private static ObjectValue limited(ObjectValue limited) {
        var filled = ifAbsent(ifAbsent(limited, "nominalConcurrencyShares", 30), "lendablePercent", 0);
        return filled.update(
                "limitResponse",
                response -> response.update(
                        "queuing",
                        queuing ->
                                ifZero(ifZero(ifZero(queuing, "handSize", 8), "queues", 64), "queueLengthLimit", 50)));
    }
}
