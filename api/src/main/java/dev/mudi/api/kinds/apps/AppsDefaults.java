package dev.mudi.api.kinds.apps;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.isZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.core.PodDefaults;
import dev.mudi.api.kinds.core.VolumeDefaults;
import dev.mudi.api.tree.ObjectValue;
import java.util.function.UnaryOperator;

/** What is filled in in the kinds of the group apps. Stateless. */
final class AppsDefaults {
    private static final String ROLLING = "RollingUpdate";
    private static final String QUARTER = "25%";

    private AppsDefaults() {}

    static ObjectValue deployment(ObjectValue deployment) {
        return spec(deployment, spec -> {
            var filled = ifAbsent(spec, "replicas", 1);
            filled = within(
                    filled,
                    "strategy",
                    strategy -> rolling(
                            strategy,
                            update -> ifAbsent(ifAbsent(update, "maxUnavailable", QUARTER), "maxSurge", QUARTER)));
            filled = ifAbsent(filled, "revisionHistoryLimit", 10);
            return ifAbsent(filled, "progressDeadlineSeconds", 600);
        });
    }

    static ObjectValue replicaSet(ObjectValue set) {
        return spec(set, spec -> ifAbsent(spec, "replicas", 1));
    }

    static ObjectValue daemonSet(ObjectValue set) {
        return spec(TemplateGeneration.shown(set), spec -> {
            var filled = within(
                    spec,
                    "updateStrategy",
                    strategy -> rolling(
                            strategy, update -> ifAbsent(ifAbsent(update, "maxUnavailable", 1), "maxSurge", 0)));
            return ifAbsent(filled, "revisionHistoryLimit", 10);
        });
    }

    static ObjectValue statefulSet(ObjectValue set) {
        return spec(set, spec -> {
            var filled = ifZero(spec, "podManagementPolicy", "OrderedReady");
            filled = within(filled, "updateStrategy", AppsDefaults::statefulSetStrategy);
            filled = within(
                    filled,
                    "persistentVolumeClaimRetentionPolicy",
                    policy -> ifZero(ifZero(policy, "whenDeleted", "Retain"), "whenScaled", "Retain"));
            filled = ifAbsent(ifAbsent(filled, "replicas", 1), "revisionHistoryLimit", 10);
            return filled.updateEach("volumeClaimTemplates", AppsDefaults::claimTemplate);
        });
    }

    private static ObjectValue statefulSetStrategy(ObjectValue strategy) {
        var typed = isZero(strategy, "type")
                ? ifAbsent(strategy.with("type", ROLLING), "rollingUpdate", ObjectValue.EMPTY)
                : strategy;
        return typed.string("type").equals(ROLLING)
                ? typed.update("rollingUpdate", update -> ifAbsent(update, "partition", 0))
                : typed;
    }

    private static ObjectValue claimTemplate(ObjectValue claim) {
        return VolumeDefaults.claim(claim).with("kind", "PersistentVolumeClaim").with("apiVersion", "v1");
    }

    /** Without how many pods may be missing during a rollout: that feature is off by default. */
    static ObjectValue withoutDisabled(ObjectValue set, ObjectValue before) {
        return before.at("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
                        .isPresent()
                ? set
                : set.withoutAt("spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
    }

    private static ObjectValue rolling(ObjectValue strategy, UnaryOperator<ObjectValue> change) {
        var typed = ifZero(strategy, "type", ROLLING);
        return typed.string("type").equals(ROLLING) ? within(typed, "rollingUpdate", change) : typed;
    }

    private static ObjectValue spec(ObjectValue object, UnaryOperator<ObjectValue> change) {
        return within(object, "spec", spec -> within(change.apply(spec), "template", PodDefaults::template));
    }
}
