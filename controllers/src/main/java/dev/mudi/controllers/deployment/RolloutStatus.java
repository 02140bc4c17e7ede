package dev.mudi.controllers.deployment;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What a Deployment's status says about its rollout. */
final class RolloutStatus {
    static final String PROGRESSING = "Progressing";
    static final String AVAILABLE = "Available";
    static final String REPLICA_FAILURE = "ReplicaFailure";
    static final String COMPLETE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    private static final String PAUSED = "DeploymentPaused";

    private final Rollout rollout;
    private final Instant now;
    private final DeploymentStatus before;
    private final DeploymentStatusBuilder status;

    private RolloutStatus(Rollout rollout, Instant now) {
        this.rollout = rollout;
        this.now = now;
        this.before = Objects.requireNonNullElseGet(rollout.deployment().getStatus(), DeploymentStatus::new);
        this.status = counted();
    }

    /** The status while nothing is rolled out: paused, being scaled, or being deleted. */
    static DeploymentStatus still(Rollout rollout, Instant now) {
        return new RolloutStatus(rollout, now)
                .pausedOrResumed()
                .availability()
                .status
                .build();
    }

    /** The status during and after a rollout, with its progress. */
    static DeploymentStatus rolling(Rollout rollout, Instant now) {
        return new RolloutStatus(rollout, now)
                .pausedOrResumed()
                .availability()
                .progress()
                .failure()
                .status
                .build();
    }

    /** The status after the new ReplicaSet was made, or could not be. */
    static DeploymentStatus noted(
            Rollout rollout, DeploymentStatus status, String reason, String message, Instant now) {
        var noted = new RolloutStatus(rollout, now);
        if (!rollout.hasProgressDeadline()) {
            return status;
        }
        var truth = reason.equals("ReplicaSetCreateError") ? Conditions.FALSE : Conditions.TRUE;
        noted.status.withConditions(status.getConditions());
        noted.set(noted.condition(PROGRESSING, truth, reason, message));
        return noted.status.build();
    }

    static Optional<DeploymentCondition> condition(DeploymentStatus status, String type) {
        return status.getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    private DeploymentStatusBuilder counted() {
        var all = rollout.all();
        int available = Rollout.sum(all, Rollout::available);
        return new DeploymentStatusBuilder()
                .withObservedGeneration(rollout.deployment().getMetadata().getGeneration())
                .withReplicas(orNull(Rollout.sum(all, Rollout::replicas)))
                .withUpdatedReplicas(
                        orNull(rollout.current().map(Rollout::replicas).orElse(0)))
                .withReadyReplicas(orNull(Rollout.sum(all, Rollout::ready)))
                .withAvailableReplicas(orNull(available))
                .withUnavailableReplicas(orNull(Math.max(0, Rollout.sizes(all) - available)))
                .withTerminatingReplicas(Rollout.sum(all, Rollout::terminating))
                .withCollisionCount(before.getCollisionCount())
                .withConditions(before.getConditions());
    }

    /** Zero is not written (the fields are omitempty). */
    @SuppressWarnings("NullAway") // the builder's way of saying that a field is not set
    private static Integer orNull(int count) {
        return count == 0 ? null : count;
    }

    private RolloutStatus availability() {
        int available = count(status.getAvailableReplicas());
        boolean enough = available >= rollout.wanted() - rollout.maxUnavailable();
        set(
                enough
                        ? condition(
                                AVAILABLE,
                                Conditions.TRUE,
                                "MinimumReplicasAvailable",
                                "Deployment has minimum availability.")
                        : condition(
                                AVAILABLE,
                                Conditions.FALSE,
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability."));
        return this;
    }

    /** A pause stops the progress clock, and resuming starts it anew. */
    private RolloutStatus pausedOrResumed() {
        var progress = progressing();
        if (!rollout.hasProgressDeadline() || hasReason(progress, TIMED_OUT)) {
            return this;
        }
        if (rollout.isPaused() && !hasReason(progress, PAUSED)) {
            set(condition(PROGRESSING, Conditions.UNKNOWN, PAUSED, "Deployment is paused"));
        } else if (!rollout.isPaused() && hasReason(progress, PAUSED)) {
            set(condition(PROGRESSING, Conditions.UNKNOWN, "DeploymentResumed", "Deployment is resumed"));
        }
        return this;
    }

    private RolloutStatus progress() {
        if (!rollout.hasProgressDeadline()) {
            remove(PROGRESSING);
            return this;
        }
        var progress = progressing();
        boolean wasComplete = Objects.equals(status.getReplicas(), status.getUpdatedReplicas())
                && hasReason(condition(before, PROGRESSING), COMPLETE);
        if (wasComplete) {
            return this;
        }
        if (isComplete(rollout, status.build())) {
            set(condition(PROGRESSING, Conditions.TRUE, COMPLETE, subject() + " has successfully progressed."));
        } else if (hasProgressed()) {
            progressed(progress);
        } else if (isTimedOut(progress)) {
            set(condition(PROGRESSING, Conditions.FALSE, TIMED_OUT, subject() + " has timed out progressing."));
        } else if (progress.isEmpty()) {
            rollout.current()
                    .ifPresent(set -> set(condition(
                            PROGRESSING,
                            Conditions.TRUE,
                            "FoundNewReplicaSet",
                            "Found new replica set \"" + set.getMetadata().getName() + "\"")));
        }
        return this;
    }

    /** Every sign of progress starts the clock anew, also when the condition said so before. */
    private void progressed(Optional<DeploymentCondition> progress) {
        var next = condition(PROGRESSING, Conditions.TRUE, "ReplicaSetUpdated", subject() + " is progressing.");
        progress.filter(condition -> condition.getStatus().equals(Conditions.TRUE))
                .ifPresent(condition -> next.setLastTransitionTime(condition.getLastTransitionTime()));
        remove(PROGRESSING);
        set(next);
    }

    private RolloutStatus failure() {
        var failed = Stream.concat(rollout.current().stream(), rollout.old().stream())
                .flatMap(RolloutStatus::failures)
                .findFirst();
        failed.ifPresentOrElse(this::set, () -> remove(REPLICA_FAILURE));
        return this;
    }

    private static Stream<DeploymentCondition> failures(ReplicaSet set) {
        return set.getStatus() == null
                ? Stream.empty()
                : set.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals(REPLICA_FAILURE))
                        .map(condition -> new DeploymentConditionBuilder()
                                .withType(condition.getType())
                                .withStatus(condition.getStatus())
                                .withReason(condition.getReason())
                                .withMessage(condition.getMessage())
                                .withLastTransitionTime(condition.getLastTransitionTime())
                                .withLastUpdateTime(condition.getLastTransitionTime())
                                .build());
    }

    /** Whether the rollout is over: all pods wanted are there, available, and of the new template. */
    static boolean isComplete(Rollout rollout, DeploymentStatus status) {
        int wanted = rollout.wanted();
        return count(status.getUpdatedReplicas()) == wanted
                && count(status.getReplicas()) == wanted
                && count(status.getAvailableReplicas()) == wanted
                && Objects.equals(
                        status.getObservedGeneration(),
                        rollout.deployment().getMetadata().getGeneration());
    }

    private boolean hasProgressed() {
        int oldBefore = count(before.getReplicas()) - count(before.getUpdatedReplicas());
        int oldAfter = count(status.getReplicas()) - count(status.getUpdatedReplicas());
        return count(status.getUpdatedReplicas()) > count(before.getUpdatedReplicas())
                || oldAfter < oldBefore
                || count(status.getReadyReplicas()) > count(before.getReadyReplicas())
                || count(status.getAvailableReplicas()) > count(before.getAvailableReplicas());
    }

    private boolean isTimedOut(Optional<DeploymentCondition> progress) {
        if (progress.isEmpty() || hasReason(progress, COMPLETE)) {
            return false;
        }
        return hasReason(progress, TIMED_OUT)
                || timeLeft(rollout, progress.get(), now).isNegative();
    }

    private static Duration timeLeft(Rollout rollout, DeploymentCondition progress, Instant now) {
        var deadline = Objects.requireNonNullElse(
                rollout.deployment().getSpec().getProgressDeadlineSeconds(), Integer.MAX_VALUE);
        return Duration.between(
                now, Timestamps.parse(progress.getLastUpdateTime()).plusSeconds(deadline));
    }

    /** When to look again whether the deadline is over; empty when there is none or it doesn't matter any more. */
    static Optional<Duration> nextCheck(Rollout rollout, DeploymentStatus status, Instant now) {
        if (!rollout.hasProgressDeadline() || rollout.isPaused() || isComplete(rollout, status)) {
            return Optional.empty();
        }
        return condition(status, PROGRESSING)
                .filter(progress -> !TIMED_OUT.equals(progress.getReason()))
                .map(progress -> timeLeft(rollout, progress, now))
                .map(left -> left.isNegative() ? Duration.ofSeconds(1) : left.plusSeconds(1));
    }

    private String subject() {
        return rollout.current()
                .map(set -> "ReplicaSet \"" + set.getMetadata().getName() + "\"")
                .orElseGet(() ->
                        "Deployment \"" + rollout.deployment().getMetadata().getName() + "\"");
    }

    private Optional<DeploymentCondition> progressing() {
        return condition(status.build(), PROGRESSING);
    }

    private static boolean hasReason(Optional<DeploymentCondition> condition, String reason) {
        return condition.filter(one -> reason.equals(one.getReason())).isPresent();
    }

    private static int count(Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    private DeploymentCondition condition(String type, String truth, String reason, String message) {
        return new DeploymentConditionBuilder()
                .withType(type)
                .withStatus(truth)
                .withReason(reason)
                .withMessage(message)
                .withLastUpdateTime(Timestamps.time(now))
                .withLastTransitionTime(Timestamps.time(now))
                .build();
    }

    /** Puts the condition in place; one with the same status and reason stays as it is. */
    private void set(DeploymentCondition next) {
        var present = condition(status.build(), next.getType());
        if (present.isPresent() && present.get().getStatus().equals(next.getStatus())) {
            if (Objects.equals(present.get().getReason(), next.getReason())) {
                return;
            }
            next.setLastTransitionTime(present.get().getLastTransitionTime());
        }
        remove(next.getType());
        status.addToConditions(next);
    }

    private void remove(String type) {
        status.withConditions(status.buildConditions().stream()
                .filter(condition -> !condition.getType().equals(type))
                .toList());
    }
}
