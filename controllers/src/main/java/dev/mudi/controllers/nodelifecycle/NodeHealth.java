package dev.mudi.controllers.nodelifecycle;

import dev.mudi.client.Conditions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each node was last heard of, by this side's clock: the moment its lease or its status was seen to change. Nodes'
 * clocks may be wrong. After a restart every node counts as just heard of. Thread-safe.
 */
final class NodeHealth {
    private record Sign(String renewed, String heartbeat, Instant seen) {}

    private final Map<String, Sign> signs = new ConcurrentHashMap<>();

    /** Looks at what the node says; gives back when it was last heard of. */
    Instant observe(Node node, Optional<Lease> lease, Instant now) {
        var renewed = lease.map(one -> one.getSpec().getRenewTime())
                .map(Object::toString)
                .orElse("");
        var heartbeat = Conditions.of(node, Conditions.READY)
                .map(NodeCondition::getLastHeartbeatTime)
                .orElse("");
        var sign = signs.compute(
                node.getMetadata().getName(),
                (name, before) -> before == null || differs(before, renewed, Objects.requireNonNullElse(heartbeat, ""))
                        ? new Sign(renewed, Objects.requireNonNullElse(heartbeat, ""), now)
                        : before);
        return sign.seen();
    }

    /** A lease that is gone for a moment is no sign of life. */
    private static boolean differs(Sign before, String renewed, String heartbeat) {
        return (!renewed.isEmpty() && !renewed.equals(before.renewed())) || !heartbeat.equals(before.heartbeat());
    }

    void forget(String node) {
        signs.remove(node);
    }
}
