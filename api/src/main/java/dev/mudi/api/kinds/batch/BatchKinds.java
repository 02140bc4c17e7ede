package dev.mudi.api.kinds.batch;

import dev.mudi.api.kinds.core.PodTemplates;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The strategies of the group batch, by resource. */
public final class BatchKinds {
    private BatchKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "jobs",
                PodTemplates.namingAt(KindStrategy.builder(), "spec", "template")
                        .defaults(BatchDefaults::job)
                        .rules(JobValidation::create)
                        .updateRules(JobValidation::update)
                        .status(JobStatusValidation::update)
                        .creating(BatchDefaults::selectAndLabel)
                        .updating((next, current) -> BatchDefaults.label(next))
                        .orphansDependents("child pods are preserved by default when jobs are deleted; set"
                                + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this"
                                + " warning")
                        .generations()
                        .build(),
                "cronjobs",
                PodTemplates.namingAt(KindStrategy.builder(), "spec", "jobTemplate", "spec", "template")
                        .defaults(BatchDefaults::cronJob)
                        .rules(CronJobValidation::create)
                        .updateRules(CronJobValidation::update)
                        .updateWarnings(BatchKinds::cronJobWarnings)
                        .status()
                        .generations()
                        .build());
    }

    private static List<String> cronJobWarnings(ObjectValue next, ObjectValue current) {
        var all = new ArrayList<String>();
        if (PodTemplates.changed(next, current)) {
            all.addAll(PodTemplates.warnings(next, "spec", "jobTemplate", "spec", "template"));
        }
        if (next.object("spec").string("schedule").contains("TZ")) {
            all.add(
                    "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        return List.copyOf(all);
    }
}
