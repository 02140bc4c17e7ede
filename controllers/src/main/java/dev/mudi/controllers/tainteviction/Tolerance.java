package dev.mudi.controllers.tainteviction;

import dev.mudi.client.Timestamps;
import dev.mudi.client.Tolerations;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How long a pod bears its node's taints (Kubernetes reference, "Taints and Tolerations"). */
final class Tolerance {
    private Tolerance() {}

    /**
     * When the pod must go; empty when it may stay.
     *
     * @param now counts for taints that don't say since when they are there
     */
    static Optional<Instant> ends(List<Toleration> tolerations, List<Taint> taints, Instant now) {
        Optional<Instant> earliest = Optional.empty();
        for (var taint : taints) {
            if (!"NoExecute".equals(taint.getEffect())) {
                continue;
            }
            var matching = tolerations.stream()
                    .filter(toleration -> Tolerations.tolerates(toleration, taint))
                    .toList();
            if (matching.isEmpty()) {
                return Optional.of(now);
            }
            var since = taint.getTimeAdded() == null ? now : Timestamps.parse(taint.getTimeAdded());
            earliest = min(earliest, end(matching, since));
        }
        return earliest;
    }

    private static Optional<Instant> end(List<Toleration> matching, Instant since) {
        return matching.stream()
                .map(Toleration::getTolerationSeconds)
                .filter(Objects::nonNull)
                .map(seconds -> since.plusSeconds(Math.max(0, seconds)))
                .min(Instant::compareTo);
    }

    private static Optional<Instant> min(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().isBefore(other.get()) ? one : other;
    }
}
