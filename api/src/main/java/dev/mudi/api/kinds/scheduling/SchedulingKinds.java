package dev.mudi.api.kinds.scheduling;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;

import dev.mudi.api.kinds.core.PodValidation;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Conditions;
import java.util.Map;

/** The strategies of the group scheduling.k8s.io, by resource. */
public final class SchedulingKinds {
    private static final long HIGHEST_OF_USERS = 1_000_000_000;
    private static final Map<String, Long> SYSTEM =
            Map.of("system-node-critical", 2_000_001_000L, "system-cluster-critical", 2_000_000_000L);

    private SchedulingKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "podgroups",
                KindStrategy.builder()
                        .statusAlone((next, current) -> groupStatus(next))
                        .generations()
                        .build(),
                "workloads",
                KindStrategy.builder().generations().build(),
                "priorityclasses",
                KindStrategy.builder()
                        .defaults(priority -> ifAbsent(priority, "preemptionPolicy", "PreemptLowerPriority"))
                        .rules(SchedulingKinds::validate)
                        .updateRules(SchedulingKinds::update)
                        .creating(priority -> priority.withAt(Value.of(1), "metadata", "generation"))
                        .build());
    }

    private static void groupStatus(At group) {
        Conditions.validate(group.at("status", "conditions"));
        var claims = group.at("spec", "resourceClaims").items().stream()
                .map(claim -> claim.at("name").text())
                .toList();
        for (var claim : group.at("status", "resourceClaimStatuses").items()) {
            if (!claims.contains(claim.at("name").text())) {
                claim.at("name").invalid("must match the name of an entry in `spec.resourceClaims`");
            }
        }
    }

    private static void validate(At priority) {
        var name = priority.at("metadata", "name").text();
        var value = priority.at("value");
        if (name.startsWith("system-")) {
            reserved(priority, name);
        } else if (value.number() > HIGHEST_OF_USERS) {
            value.forbidden("maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
        }
        PodValidation.preemptionPolicy(priority.at("preemptionPolicy"));
    }

    private static void reserved(At priority, String name) {
        var known = SYSTEM.get(name);
        String complaint = null;
        if (known == null) {
            complaint = name + " is not a known system priority class";
        } else if (priority.at("value").number() != known) {
            complaint = "value of " + name + " PriorityClass must be " + known;
        } else if (priority.at("globalDefault").truth()) {
            complaint = "globalDefault of " + name + " PriorityClass must be false";
        }
        if (complaint != null) {
            priority.at("metadata", "name")
                    .forbidden("priority class names with 'system-' prefix are reserved for system use only. error: "
                            + complaint);
        }
    }

    private static void update(At priority, At before) {
        if (priority.at("value").number() != before.at("value").number()) {
            priority.at("value").forbidden("may not be changed in an update.");
        }
        priority.at("preemptionPolicy").mustNotHaveChanged(before.at("preemptionPolicy"));
    }
}
