package dev.mudi.controllers.deployment;

import static dev.mudi.controllers.deployment.Rollout.active;
import static dev.mudi.controllers.deployment.Rollout.available;
import static dev.mudi.controllers.deployment.Rollout.size;
import static dev.mudi.controllers.deployment.Rollout.sizes;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes that a Deployment's ReplicaSets should have next.
 *
 * @param scales in the order in which to write them; a size may be the one that the set has
 */
record ScalePlan(List<Scale> scales) {
    /** One ReplicaSet's next size. */
    record Scale(ReplicaSet set, int size) {}

    private static final ScalePlan NOTHING = new ScalePlan(List.of());

    boolean isEmpty() {
        return scales.isEmpty();
    }

    private static ScalePlan to(ReplicaSet set, int size) {
        return size == size(set) ? NOTHING : new ScalePlan(List.of(new Scale(set, size)));
    }

    /**
     * After the Deployment's own size changed, or while it is paused: the change is spread over the active sets in
     * proportion to their sizes, so that the rollout is neither hastened nor set back.
     */
    static ScalePlan proportional(Rollout rollout) {
        var all = rollout.all();
        var active = active(all);
        if (active.size() <= 1) {
            return activeOrLatest(rollout, active);
        }
        if (isSaturated(rollout)) {
            return new ScalePlan(
                    active(rollout.old()).stream().map(set -> new Scale(set, 0)).toList());
        }
        return rollout.isRolling() ? spread(rollout, active) : NOTHING;
    }

    private static ScalePlan activeOrLatest(Rollout rollout, List<ReplicaSet> active) {
        if (active.size() == 1) {
            return to(active.getFirst(), rollout.wanted());
        }
        if (rollout.current().isPresent()) {
            return to(rollout.current().get(), rollout.wanted());
        }
        return rollout.old().isEmpty() ? NOTHING : to(rollout.old().getLast(), rollout.wanted());
    }

    /** Whether the new ReplicaSet alone is already all that is wanted. */
    private static boolean isSaturated(Rollout rollout) {
        return rollout.current()
                .filter(set -> size(set) == rollout.wanted()
                        && available(set) == rollout.wanted()
                        && Revisions.desired(set).orElse(-1) == rollout.wanted())
                .isPresent();
    }

    private static ScalePlan spread(Rollout rollout, List<ReplicaSet> active) {
        int allowed = rollout.wanted() > 0 ? rollout.wanted() + rollout.maxSurge() : 0;
        int toAdd = allowed - sizes(active);
        var order = Comparator.comparing(
                (ReplicaSet set) -> set.getMetadata().getCreationTimestamp(),
                toAdd > 0 ? Comparator.reverseOrder() : Comparator.<String>naturalOrder());
        var sets = active.stream()
                .sorted(Comparator.<ReplicaSet>comparingInt(set -> -size(set)).thenComparing(order))
                .toList();
        Map<ReplicaSet, Integer> next = new HashMap<>();
        int added = 0;
        for (var set : sets) {
            int share = share(rollout, set, toAdd, added);
            next.put(set, size(set) + share);
            added += share;
        }
        // What rounding left goes to or comes from the largest.
        int leftOver = toAdd - added;
        next.computeIfPresent(sets.getFirst(), (set, size) -> Math.max(0, size + leftOver));
        return new ScalePlan(sets.stream()
                .map(set -> new Scale(set, next.getOrDefault(set, 0)))
                .toList());
    }

    private static int share(Rollout rollout, ReplicaSet set, int toAdd, int added) {
        if (toAdd == 0 || toAdd == added) {
            return 0;
        }
        int left = toAdd - added;
        int fraction = fraction(rollout, set);
        return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    private static int fraction(Rollout rollout, ReplicaSet set) {
        if (rollout.wanted() == 0) {
            return -size(set);
        }
        int before = Revisions.max(set).orElse(0);
        if (before == 0) {
            before = rollout.deployment().getStatus() == null
                            || rollout.deployment().getStatus().getReplicas() == null
                    ? 0
                    : rollout.deployment().getStatus().getReplicas();
        }
        if (before == 0) {
            return 0;
        }
        double next = (double) size(set) * (rollout.wanted() + rollout.maxSurge()) / before;
        return (int) Math.round(next) - size(set);
    }

    /** The next step of a rolling update: the new ReplicaSet first, and if that may not move, the old ones. */
    static ScalePlan rolling(Rollout rollout, ReplicaSet current) {
        var grown = to(current, newSize(rollout, current));
        return grown.isEmpty() ? shrinkOld(rollout, current) : grown;
    }

    /** How large the new ReplicaSet may be as things are. */
    static int newSize(Rollout rollout, ReplicaSet current) {
        if (!rollout.isRolling() || size(current) >= rollout.wanted()) {
            return rollout.wanted();
        }
        int room = rollout.wanted() + rollout.maxSurge() - sizes(rollout.old()) - size(current);
        return size(current) + Math.clamp(room, 0, rollout.wanted() - size(current));
    }

    private static ScalePlan shrinkOld(Rollout rollout, ReplicaSet current) {
        var old = active(rollout.old());
        int minAvailable = rollout.wanted() - rollout.maxUnavailable();
        // Pods of the new set that are not available yet count as missing, else two steps at once would take too many.
        int spare = sizes(rollout.old()) + size(current) - minAvailable - (size(current) - available(current));
        if (old.isEmpty() || spare <= 0) {
            return NOTHING;
        }
        Map<ReplicaSet, Integer> sizes = new HashMap<>();
        int unhealthy = takeUnhealthy(old, spare, sizes);
        int availableNow = Rollout.sum(rollout.old(), Rollout::available) + available(current);
        takeAny(old, availableNow - minAvailable, sizes);
        List<Scale> scales = new ArrayList<>();
        for (var set : old) {
            if (sizes.getOrDefault(set, size(set)) != size(set)) {
                scales.add(new Scale(set, sizes.getOrDefault(set, 0)));
            }
        }
        return scales.isEmpty() && unhealthy == 0 ? NOTHING : new ScalePlan(scales);
    }

    /** Pods of old sets that aren't available can go without harm; else they might block the update for ever. */
    private static int takeUnhealthy(List<ReplicaSet> old, int atMost, Map<ReplicaSet, Integer> sizes) {
        int taken = 0;
        for (var set : old) {
            int count = Math.min(atMost - taken, size(set) - available(set));
            if (count > 0) {
                sizes.put(set, size(set) - count);
                taken += count;
            }
        }
        return taken;
    }

    private static void takeAny(List<ReplicaSet> old, int atMost, Map<ReplicaSet, Integer> sizes) {
        int left = atMost;
        for (var set : old) {
            int size = sizes.getOrDefault(set, size(set));
            int count = Math.min(left, size);
            if (count > 0) {
                sizes.put(set, size - count);
                left -= count;
            }
        }
    }

    /** All old sets to nothing. */
    static ScalePlan withoutOld(Rollout rollout) {
        return new ScalePlan(
                active(rollout.old()).stream().map(set -> new Scale(set, 0)).toList());
    }
}
