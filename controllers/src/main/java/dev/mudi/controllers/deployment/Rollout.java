package dev.mudi.controllers.deployment;

import dev.mudi.controllers.pods.Scaled;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * How far a Deployment is: the ReplicaSet of its template, and those of earlier ones.
 *
 * @param current the ReplicaSet whose template is the Deployment's; of several the oldest
 * @param old all others, the oldest first
 */
record Rollout(Deployment deployment, Optional<ReplicaSet> current, List<ReplicaSet> old) {
    static final String HASH_LABEL = "pod-template-hash";

    private static final Comparator<ReplicaSet> BY_AGE = Comparator.<ReplicaSet, String>comparing(
                    set -> Objects.requireNonNullElse(set.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(set -> set.getMetadata().getName());

    static Rollout of(Deployment deployment, List<ReplicaSet> sets) {
        List<ReplicaSet> old = new ArrayList<>(sets);
        old.sort(BY_AGE);
        var current = old.stream()
                .filter(set -> sameTemplate(
                        set.getSpec().getTemplate(), deployment.getSpec().getTemplate()))
                .findFirst();
        current.ifPresent(old::remove);
        return new Rollout(deployment, current, List.copyOf(old));
    }

    /** The same rollout with that ReplicaSet as its current one. */
    Rollout withCurrent(ReplicaSet set) {
        return new Rollout(deployment, Optional.of(set), old);
    }

    /** Whether two templates are the same but for the label that the controller itself adds. */
    static boolean sameTemplate(PodTemplateSpec one, PodTemplateSpec other) {
        return Objects.equals(one.getSpec(), other.getSpec())
                && withoutHash(labels(one)).equals(withoutHash(labels(other)))
                && annotations(one).equals(annotations(other))
                && finalizers(one).equals(finalizers(other));
    }

    private static Map<String, String> labels(PodTemplateSpec template) {
        return template.getMetadata() == null || template.getMetadata().getLabels() == null
                ? Map.of()
                : template.getMetadata().getLabels();
    }

    private static Map<String, String> annotations(PodTemplateSpec template) {
        return template.getMetadata() == null || template.getMetadata().getAnnotations() == null
                ? Map.of()
                : template.getMetadata().getAnnotations();
    }

    private static List<String> finalizers(PodTemplateSpec template) {
        return template.getMetadata() == null || template.getMetadata().getFinalizers() == null
                ? List.of()
                : template.getMetadata().getFinalizers();
    }

    private static Map<String, String> withoutHash(Map<String, String> labels) {
        Map<String, String> rest = new HashMap<>(labels);
        rest.remove(HASH_LABEL);
        return rest;
    }

    /** How many pods the Deployment asks for. */
    int wanted() {
        return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
    }

    /** The old ones and the current one. */
    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    /** Those that ask for pods. */
    static List<ReplicaSet> active(List<ReplicaSet> sets) {
        return sets.stream().filter(set -> size(set) > 0).toList();
    }

    /** How many pods the ReplicaSet asks for. */
    static int size(ReplicaSet set) {
        return Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
    }

    static int sizes(List<ReplicaSet> sets) {
        return sets.stream().mapToInt(Rollout::size).sum();
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getAvailableReplicas(), 0);
    }

    static int replicas(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReplicas(), 0);
    }

    static int ready(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getReadyReplicas(), 0);
    }

    static int terminating(ReplicaSet set) {
        return set.getStatus() == null
                ? 0
                : Objects.requireNonNullElse(set.getStatus().getTerminatingReplicas(), 0);
    }

    static int sum(List<ReplicaSet> sets, ToIntFunction<ReplicaSet> count) {
        return sets.stream().mapToInt(count).sum();
    }

    boolean isRolling() {
        return deployment.getSpec().getStrategy() == null
                || !"Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    /** How many pods there may be beyond those wanted. */
    int maxSurge() {
        if (!isRolling()) {
            return 0;
        }
        var rolling = deployment.getSpec().getStrategy() == null
                ? null
                : deployment.getSpec().getStrategy().getRollingUpdate();
        return rolling == null ? Math.ceilDiv(wanted(), 4) : Scaled.up(rolling.getMaxSurge(), wanted());
    }

    /** How many of the pods wanted may be missing; one when otherwise nothing could move. */
    int maxUnavailable() {
        if (!isRolling() || wanted() == 0) {
            return 0;
        }
        var rolling = deployment.getSpec().getStrategy() == null
                ? null
                : deployment.getSpec().getStrategy().getRollingUpdate();
        int unavailable = rolling == null ? wanted() / 4 : Scaled.down(rolling.getMaxUnavailable(), wanted());
        return Math.min(unavailable == 0 && maxSurge() == 0 ? 1 : unavailable, wanted());
    }

    boolean isPaused() {
        return Boolean.TRUE.equals(deployment.getSpec().getPaused());
    }

    boolean hasProgressDeadline() {
        var deadline = deployment.getSpec().getProgressDeadlineSeconds();
        return deadline != null && deadline != Integer.MAX_VALUE;
    }

    /** Whether the Deployment's size changed since its ReplicaSets were given theirs. */
    boolean isScalingEvent() {
        return active(all()).stream()
                .anyMatch(set -> Revisions.desired(set).isPresent()
                        && Revisions.desired(set).getAsInt() != wanted());
    }
}
