package dev.mudi.scheduler.framework;

import dev.mudi.client.ObjectKey;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pod as the scheduler sees it: what it asks for is worked out once. Immutable.
 *
 * @param pod the object, shared, never changed
 * @param requests what must be free on its node
 * @param scoringRequests the same, with upstream's 100 milli-CPU and 200 MB for containers that ask for nothing
 * @param hostPorts that it takes on its node
 */
public record PodInfo(Pod pod, Resources requests, Resources scoringRequests, Set<HostPort> hostPorts) {
    private static final Resources SCORING_DEFAULT = new Resources(100, 200L << 20, 0, java.util.Map.of());

    /** A port of the node; the empty address and 0.0.0.0 mean all addresses. */
    public record HostPort(String address, String protocol, int port) {
        /** Whether both cannot be had at once. */
        public boolean clashesWith(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (isWildcard() || other.isWildcard() || address.equals(other.address));
        }

        private boolean isWildcard() {
            return address.isEmpty() || address.equals("0.0.0.0");
        }
    }

    /** Works out what a pod asks for. */
    public static PodInfo of(Pod pod) {
        var spec = pod.getSpec();
        var containers = new ArrayList<>(spec.getContainers());
        spec.getInitContainers().stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .forEach(containers::add);
        return new PodInfo(
                pod,
                PodRequests.of(spec, Resources.NONE),
                PodRequests.of(spec, SCORING_DEFAULT),
                containers.stream().flatMap(PodInfo::hostPorts).collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<HostPort> hostPorts(Container container) {
        return container.getPorts().stream()
                .filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
                .map(port -> new HostPort(
                        Objects.requireNonNullElse(port.getHostIP(), ""),
                        Objects.requireNonNullElse(port.getProtocol(), "TCP"),
                        port.getHostPort()));
    }

    /** Its namespace and name. */
    public ObjectKey key() {
        return ObjectKey.of(pod);
    }

    /** Its identity over time. */
    public String uid() {
        return Objects.requireNonNullElse(pod.getMetadata().getUid(), "");
    }

    /** Higher is scheduled earlier. */
    public int priority() {
        return Objects.requireNonNullElse(pod.getSpec().getPriority(), 0);
    }

    /** The node it is bound to; empty if none. */
    public String nodeName() {
        return Objects.requireNonNullElse(pod.getSpec().getNodeName(), "");
    }

    /** Which scheduler it is for. */
    public String schedulerName() {
        return Objects.requireNonNullElse(pod.getSpec().getSchedulerName(), "default-scheduler");
    }

    /** Whether it must not be scheduled yet (KEP-3521). */
    public boolean isGated() {
        return !pod.getSpec().getSchedulingGates().isEmpty();
    }

    /** Whether it runs no more and takes nothing. */
    public boolean isTerminal() {
        var phase = pod.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Whether it is being deleted. */
    public boolean isBeingDeleted() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** When it was made. */
    public Instant created() {
        var text = pod.getMetadata().getCreationTimestamp();
        return text == null ? Instant.EPOCH : Instant.parse(text);
    }

    /** The taints that it bears. */
    public List<Toleration> tolerations() {
        return pod.getSpec().getTolerations();
    }
}
