package dev.mudi.api.kinds.batch;

import dev.mudi.api.kinds.core.PodTemplates;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the group batch, by resource. */
public final class BatchKinds {
    private BatchKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "jobs",
                PodTemplates.heldAt(KindStrategy.builder(), "spec", "template")
                        .defaults(BatchDefaults::job)
                        .rules(JobValidation::create)
                        .updateRules(JobValidation::update)
                        .status()
                        .creating(job -> BatchDefaults.label(BatchDefaults.select(job)))
                        .updating((next, current) -> BatchDefaults.label(next))
                        .generations()
                        .build(),
                "cronjobs",
                PodTemplates.heldAt(KindStrategy.builder(), "spec", "jobTemplate", "spec", "template")
                        .defaults(BatchDefaults::cronJob)
                        .rules(CronJobValidation::create)
                        .updateRules(CronJobValidation::update)
                        .status()
                        .generations()
                        .build());
    }
}
