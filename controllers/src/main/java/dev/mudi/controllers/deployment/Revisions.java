package dev.mudi.controllers.deployment;

import dev.mudi.client.OwnerReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers and notes that a Deployment keeps in the annotations of its ReplicaSets. */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HISTORY = "deployment.kubernetes.io/revision-history";
    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    private static final String MAX = "deployment.kubernetes.io/max-replicas";
    private static final int LONGEST_HISTORY = 2000; // characters
    private static final int LONGEST_NAME = 253;

    /** What is the Deployment's own and not copied to its ReplicaSets. */
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MAX,
            "deprecated.deployment.rollback.to");

    private Revisions() {}

    static long of(HasMetadata object) {
        var text = annotations(object).get(REVISION);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0; // somebody wrote something else there: it does not count
        }
    }

    /** The size of the Deployment when this set was last given its own. */
    static OptionalInt desired(ReplicaSet set) {
        return number(set, DESIRED);
    }

    /** The same with the surge that was allowed. */
    static OptionalInt max(ReplicaSet set) {
        return number(set, MAX);
    }

    private static OptionalInt number(ReplicaSet set, String key) {
        var text = annotations(set).get(key);
        try {
            return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static Map<String, String> annotations(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    /** The revision that the current ReplicaSet should have: one more than any old one's. */
    static long next(Rollout rollout) {
        return 1 + rollout.old().stream().mapToLong(Revisions::of).max().orElse(0);
    }

    /** The ReplicaSet of the rollout's template, not yet written, of the size it may have at once. */
    static ReplicaSet newSet(Rollout rollout, String hash) {
        var deployment = rollout.deployment();
        var template = deployment.getSpec().getTemplate();
        Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
        labels.put(Rollout.HASH_LABEL, hash);
        var set = new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace(deployment.getMetadata().getNamespace())
                .withName(name(deployment, hash))
                .withLabels(labels)
                .withOwnerReferences(OwnerReferences.controllerReference(deployment))
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                .withSelector(deployment.getSpec().getSelector())
                .editSelector()
                .addToMatchLabels(Rollout.HASH_LABEL, hash)
                .endSelector()
                .withTemplate(template)
                .editTemplate()
                .editMetadata()
                .withLabels(labels)
                .endMetadata()
                .endTemplate()
                .endSpec()
                .build();
        set.getSpec().setReplicas(ScalePlan.newSize(rollout, set));
        return withScale(annotated(rollout, set), rollout, Rollout.size(set));
    }

    private static String name(Deployment deployment, String hash) {
        var name = deployment.getMetadata().getName();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - 1 - hash.length())) + "-" + hash;
    }

    /** The set with the Deployment's annotations and its revision; equal to the one given when nothing is missing. */
    static ReplicaSet annotated(Rollout rollout, ReplicaSet set) {
        Map<String, String> annotations = new HashMap<>(annotations(set));
        annotations(rollout.deployment()).forEach((key, value) -> {
            if (!NOT_COPIED.contains(key)) {
                annotations.put(key, value);
            }
        });
        long revision = next(rollout);
        if (of(set) < revision) {
            var before = annotations.put(REVISION, Long.toString(revision));
            if (before != null) {
                annotations.put(HISTORY, history(annotations.get(HISTORY), before));
            }
        }
        return new ReplicaSetBuilder(set)
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .editSpec()
                .withMinReadySeconds(rollout.deployment().getSpec().getMinReadySeconds())
                .endSpec()
                .build();
    }

    /** The revisions that a set had before, the oldest of them forgotten when the list grows too long. */
    private static String history(@Nullable String before, String revision) {
        List<String> revisions =
                new ArrayList<>(before == null || before.isEmpty() ? List.of() : Arrays.asList(before.split(",", -1)));
        revisions.add(revision);
        while (String.join(",", revisions).length() > LONGEST_HISTORY) {
            revisions.removeFirst();
        }
        return String.join(",", revisions);
    }

    /** The set with that size, and a note of the Deployment's. */
    static ReplicaSet withScale(ReplicaSet set, Rollout rollout, int size) {
        return new ReplicaSetBuilder(set)
                .editMetadata()
                .addToAnnotations(DESIRED, Integer.toString(rollout.wanted()))
                .addToAnnotations(MAX, Integer.toString(rollout.wanted() + rollout.maxSurge()))
                .endMetadata()
                .editSpec()
                .withReplicas(size)
                .endSpec()
                .build();
    }

    /** The old sets beyond those that are to be kept for a rollback; of them only such as have no pods any more. */
    static List<ReplicaSet> superfluous(Rollout rollout) {
        var limit = rollout.deployment().getSpec().getRevisionHistoryLimit();
        if (limit == null || limit == Integer.MAX_VALUE) {
            return List.of();
        }
        var alive = rollout.old().stream()
                .filter(set -> set.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.comparingLong(Revisions::of))
                .toList();
        return alive.stream()
                .limit(Math.max(0, alive.size() - limit))
                .filter(Revisions::isEmpty)
                .toList();
    }

    private static boolean isEmpty(ReplicaSet set) {
        return Rollout.size(set) == 0
                && Rollout.replicas(set) == 0
                && set.getStatus() != null
                && Objects.requireNonNullElse(set.getStatus().getObservedGeneration(), 0L)
                        >= Objects.requireNonNullElse(set.getMetadata().getGeneration(), 0L);
    }
}
