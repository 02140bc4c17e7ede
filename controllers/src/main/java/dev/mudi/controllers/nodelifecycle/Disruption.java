package dev.mudi.controllers.nodelifecycle;

import dev.mudi.client.Conditions;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How fast nodes may be told to give up their pods. Slowly in any case; hardly at all when most of a zone seems ill; and
 * not when all nodes everywhere do (Kubernetes reference, "Nodes", "Rate limits on eviction"). Thread-safe.
 */
final class Disruption {
    private static final double ILL_ZONE = 0.55; // --unhealthy-zone-threshold
    private static final int FEWEST_ILL = 3;
    private static final int LARGE_CLUSTER = 50; // --large-cluster-size-threshold
    private static final Duration NORMAL = Duration.ofSeconds(10); // --node-eviction-rate 0.1
    private static final Duration SLOW = Duration.ofSeconds(100); // --secondary-node-eviction-rate 0.01

    private final Map<String, Instant> nextByZone = new HashMap<>(); // guarded by this

    /** How many nodes of a zone are well and ill. */
    private record Zone(int well, int ill) {
        Zone plus(boolean isWell) {
            return isWell ? new Zone(well + 1, ill) : new Zone(well, ill + 1);
        }

        boolean isMostlyIll() {
            return ill >= FEWEST_ILL && (double) ill / (well + ill) >= ILL_ZONE;
        }
    }

    /** Whether no node anywhere is well: then nothing may be concluded about any of them. */
    static boolean isTotal(Collection<Node> nodes) {
        return nodes.stream().noneMatch(Conditions::isReady);
    }

    /** How long to leave between two nodes of the zone; empty when none may be evicted. */
    static Optional<Duration> pace(String zone, Collection<Node> nodes) {
        Map<String, Zone> zones = new HashMap<>();
        for (var node : nodes) {
            zones.merge(
                    zone(node),
                    new Zone(0, 0).plus(Conditions.isReady(node)),
                    (one, other) -> new Zone(one.well() + other.well(), one.ill() + other.ill()));
        }
        if (!zones.getOrDefault(zone, new Zone(0, 0)).isMostlyIll()) {
            return Optional.of(NORMAL);
        }
        if (zones.getOrDefault(zone, new Zone(0, 0)).well() == 0) {
            return Optional.of(NORMAL); // the whole zone is gone: its pods go elsewhere at the usual pace
        }
        return nodes.size() > LARGE_CLUSTER ? Optional.of(SLOW) : Optional.empty();
    }

    static String zone(Node node) {
        var labels = node.getMetadata().getLabels();
        return labels == null
                ? ""
                : Objects.requireNonNullElse(labels.get("topology.kubernetes.io/region"), "") + "/"
                        + Objects.requireNonNullElse(labels.get("topology.kubernetes.io/zone"), "");
    }

    /** Takes the zone's turn, if it has come; else says how long to wait. */
    synchronized Optional<Duration> takeTurn(String zone, Duration pace, Instant now) {
        var due = nextByZone.get(zone);
        if (due != null && due.isAfter(now)) {
            return Optional.of(Duration.between(now, due));
        }
        nextByZone.put(zone, now.plus(pace));
        return Optional.empty();
    }
}
