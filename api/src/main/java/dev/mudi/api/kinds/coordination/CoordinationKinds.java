package dev.mudi.api.kinds.coordination;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group coordination.k8s.io, by resource. */
public final class CoordinationKinds {
    private CoordinationKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "leases",
                KindStrategy.builder()
                        .metadata(MetadataChecks.PLAIN)
                        .creating(CoordinationKinds::withoutElection)
                        .updating((next, current) -> withoutElection(next))
                        .rules(lease -> LeaseValidation.lease(lease.at("spec")))
                        .createsOnUpdate()
                        .conditional()
                        .build(),
                "leasecandidates",
                KindStrategy.builder()
                        .names(NameRule.CONFIG_KEY)
                        .metadata(MetadataChecks.PLAIN)
                        .rules(candidate -> LeaseValidation.candidate(candidate.at("spec")))
                        .updateRules(
                                (next, current) -> LeaseValidation.candidateUpdate(next.at("spec"), current.at("spec")))
                        .createsOnUpdate()
                        .conditional()
                        .build());
    }

    /** Coordinated leader election is off by default, and its fields are dropped. */
    private static ObjectValue withoutElection(ObjectValue lease) {
        return lease.update("spec", spec -> spec.without("strategy").without("preferredHolder"));
    }
}
