package dev.mudi.controllers.daemonset;

import dev.mudi.client.Conditions;
import dev.mudi.client.Timestamps;
import dev.mudi.controllers.pods.Scaled;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a DaemonSet needs on each node, and what its status says. */
final class DaemonPlan {
    /** How long a pod that has ended stays, counted from when it was made. */
    static final Duration BEFORE_REPLACED = Duration.ofSeconds(10);

    private static final int BURST = 250;
    private static final Comparator<Pod> BY_AGE = Comparator.<Pod, Boolean>comparing(
                    pod -> pod.getSpec().getNodeName() == null)
            .thenComparing(pod -> Objects.requireNonNullElse(pod.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(pod -> pod.getMetadata().getName());

    private final DaemonSet set;
    private final String hash;
    private final Instant now;
    private final Map<String, NodeFit> fits = new TreeMap<>();
    private final Map<String, List<Pod>> byNode = new HashMap<>();
    private final Set<String> creations = new TreeSet<>();
    private final List<Pod> deletions = new ArrayList<>();

    private DaemonPlan(DaemonSet set, Collection<Node> nodes, List<Pod> pods, String hash, Instant now) {
        this.set = set;
        this.hash = hash;
        this.now = now;
        var spec = DaemonPod.spec(set);
        nodes.forEach(node -> fits.put(node.getMetadata().getName(), NodeFit.of(spec, node)));
        pods.forEach(pod -> byNode.computeIfAbsent(DaemonPod.node(pod), node -> new ArrayList<>())
                .add(pod));
        byNode.values().forEach(list -> list.sort(BY_AGE));
    }

    static DaemonPlan of(DaemonSet set, Collection<Node> nodes, List<Pod> pods, String hash, Instant now) {
        var plan = new DaemonPlan(set, nodes, pods, hash, now);
        plan.fits.forEach(plan::place);
        if (plan.creations.isEmpty() && plan.deletions.isEmpty() && plan.isRolling()) {
            plan.roll();
        }
        return plan;
    }

    /** The nodes to make a pod for. */
    List<String> creations() {
        return creations.stream().limit(BURST).toList();
    }

    List<Pod> deletions() {
        return deletions.stream().limit(BURST).toList();
    }

    private List<Pod> on(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    private static boolean isLeaving(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private void place(String node, NodeFit fit) {
        var living = on(node).stream().filter(pod -> !isLeaving(pod)).toList();
        var ended = living.stream().filter(Conditions::isTerminal).toList();
        var running = living.stream().filter(pod -> !Conditions.isTerminal(pod)).toList();
        ended.stream().filter(pod -> fit == NodeFit.UNFIT || isOldEnough(pod)).forEach(deletions::add);
        if (fit == NodeFit.UNFIT) {
            deletions.addAll(running);
            return;
        }
        if (running.isEmpty()) {
            if (fit == NodeFit.FITS && on(node).isEmpty()) {
                creations.add(node);
            }
            return;
        }
        // One pod a node; while an update brings a new one first, the old one may stay until that is available.
        var current =
                running.stream().filter(pod -> DaemonPod.hash(pod).equals(hash)).toList();
        var old = running.stream()
                .filter(pod -> !DaemonPod.hash(pod).equals(hash))
                .toList();
        current.stream().skip(1).forEach(deletions::add);
        old.stream().skip(1).forEach(deletions::add);
        if (!current.isEmpty() && !old.isEmpty() && (maxSurge() == 0 || isAvailable(current.getFirst()))) {
            deletions.add(old.getFirst());
        }
    }

    /** A daemon that ends as soon as it is made is not made anew without a pause. */
    private boolean isOldEnough(Pod pod) {
        return !Timestamps.parse(pod.getMetadata().getCreationTimestamp())
                .plus(BEFORE_REPLACED)
                .isAfter(now);
    }

    private boolean isRolling() {
        var strategy = set.getSpec().getUpdateStrategy();
        return strategy == null || !"OnDelete".equals(strategy.getType());
    }

    private int desired() {
        return (int) fits.values().stream().filter(fit -> fit == NodeFit.FITS).count();
    }

    private int maxUnavailable() {
        var rolling = set.getSpec().getUpdateStrategy() == null
                ? null
                : set.getSpec().getUpdateStrategy().getRollingUpdate();
        return rolling == null || rolling.getMaxUnavailable() == null
                ? 1
                : Scaled.up(rolling.getMaxUnavailable(), desired());
    }

    private int maxSurge() {
        var rolling = set.getSpec().getUpdateStrategy() == null
                ? null
                : set.getSpec().getUpdateStrategy().getRollingUpdate();
        return rolling == null ? 0 : Scaled.up(rolling.getMaxSurge(), desired());
    }

    private boolean isAvailable(Pod pod) {
        int minReady = Objects.requireNonNullElse(set.getSpec().getMinReadySeconds(), 0);
        return !isLeaving(pod) && !Conditions.isTerminal(pod) && Conditions.isAvailable(pod, minReady, now);
    }

    /** Replaces pods of old templates: at once those that are not available, others within what is allowed. */
    private void roll() {
        int unavailable = 0;
        int surging = 0;
        List<Pod> waiting = new ArrayList<>();
        for (var entry : fits.entrySet()) {
            if (entry.getValue() != NodeFit.FITS) {
                continue;
            }
            var pods = on(entry.getKey());
            if (pods.stream().noneMatch(this::isAvailable)) {
                unavailable++;
            }
            var old = pods.stream()
                    .filter(pod -> !isLeaving(pod) && !DaemonPod.hash(pod).equals(hash))
                    .findFirst();
            boolean hasNew = pods.stream().anyMatch(pod -> DaemonPod.hash(pod).equals(hash));
            surging += old.isPresent() && hasNew ? 1 : 0;
            if (old.isPresent() && !hasNew) {
                if (isAvailable(old.get())) {
                    waiting.add(old.get());
                } else {
                    deletions.add(old.get());
                }
            }
        }
        if (maxSurge() > 0) {
            waiting.stream()
                    .limit(Math.max(0, maxSurge() - surging))
                    .forEach(pod -> creations.add(DaemonPod.node(pod)));
        } else {
            waiting.stream().limit(Math.max(0, maxUnavailable() - unavailable)).forEach(deletions::add);
        }
    }

    /** What the status says of the pods as they were. */
    DaemonSetStatus status() {
        int current = 0;
        int ready = 0;
        int available = 0;
        int updated = 0;
        int misplaced = 0;
        for (var entry : fits.entrySet()) {
            var pods = on(entry.getKey());
            if (entry.getValue() != NodeFit.FITS) {
                misplaced += pods.isEmpty() ? 0 : 1;
            } else if (!pods.isEmpty()) {
                current++;
                ready += pods.stream().anyMatch(Conditions::isReady) ? 1 : 0;
                available += pods.stream().anyMatch(this::isAvailable) ? 1 : 0;
                updated += pods.stream().anyMatch(pod -> DaemonPod.hash(pod).equals(hash)) ? 1 : 0;
            }
        }
        return new DaemonSetStatusBuilder(Objects.requireNonNullElseGet(set.getStatus(), DaemonSetStatus::new))
                .withObservedGeneration(set.getMetadata().getGeneration())
                .withDesiredNumberScheduled(desired())
                .withCurrentNumberScheduled(current)
                .withNumberMisscheduled(misplaced)
                .withNumberReady(ready)
                .withUpdatedNumberScheduled(orNull(updated))
                .withNumberAvailable(orNull(available))
                .withNumberUnavailable(orNull(desired() - available))
                .build();
    }

    @SuppressWarnings("NullAway") // zero is not written
    private static Integer orNull(int count) {
        return count == 0 ? null : count;
    }
}
