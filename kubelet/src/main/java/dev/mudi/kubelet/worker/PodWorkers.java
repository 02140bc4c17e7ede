package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.admission.NodeAdmission;
import dev.mudi.kubelet.config.NodeFacts;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.runtime.cri.ContainerEventResponse;
import dev.mudi.runtime.cri.CriException;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of all pods of the node. Safe for many threads. */
public final class PodWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PodWorkers.class);

    private record Employed(PodWorker worker, Thread thread) {}

    private final PodParts parts;
    private final NodeFacts node;
    private final Supplier<Map<String, String>> nodeLabels;
    private final Map<String, Employed> workers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param nodeLabels the node's labels as the API has them */
    PodWorkers(PodParts parts, NodeFacts node, Supplier<Map<String, String>> nodeLabels) {
        this.parts = parts;
        this.node = node;
        this.nodeLabels = nodeLabels;
    }

    /** The API has the pod like this now. */
    public synchronized void update(Pod pod) {
        var uid = PodSpecs.uid(pod);
        var present = workers.get(uid);
        if (present != null) {
            present.worker().mailbox().update(pod);
            return;
        }
        if (closed) {
            return;
        }
        workers.put(uid, employ(pod));
    }

    /** The API has the pod no more; this was its last state. */
    public void delete(Pod last) {
        var present = workers.get(PodSpecs.uid(last));
        if (present != null) {
            present.worker().mailbox().gone(last);
        }
    }

    /** Ends a pod for a reason of the node's. */
    public void evict(String uid, Ending ending) {
        var present = workers.get(uid);
        if (present != null) {
            present.worker().mailbox().evict(ending);
        }
    }

    private Employed employ(Pod pod) {
        var uid = PodSpecs.uid(pod);
        var rejection = admit(pod);
        var worker = new PodWorker(parts, new Mailbox(pod, parts.clock()), rejection, () -> workers.remove(uid));
        var thread = Thread.ofVirtual()
                .name("pod " + pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName())
                .start(worker);
        return new Employed(worker, thread);
    }

    private Optional<Ending> admit(Pod pod) {
        // A pod that was admitted before the node agent started again stays admitted.
        boolean started = pod.getStatus() != null && pod.getStatus().getStartTime() != null;
        if (started || PodSpecs.isTerminal(pod) || PodSpecs.isDeleting(pod)) {
            return Optional.empty();
        }
        var others =
                pods().stream().filter(other -> !PodSpecs.isTerminal(other)).toList();
        var rejection = NodeAdmission.check(pod, others, node, nodeLabels.get());
        rejection.ifPresent(r -> {
            LOG.atWarn().addKeyValue("pod", PodSpecs.describe(pod)).log("The pod is rejected: {}", r.message());
            parts.events().warning(pod, r.reason(), r.message());
        });
        return rejection.map(r -> Ending.rejected(r.reason(), r.message()));
    }

    /** Something about a pod's containers may have changed. */
    public void wake(String uid) {
        var present = workers.get(uid);
        if (present != null) {
            present.worker().mailbox().wake();
        }
    }

    public void wakeAll() {
        workers.values().forEach(employed -> employed.worker().mailbox().wake());
    }

    /** The runtime says that a container has changed. */
    public void containerChanged(ContainerEventResponse event) {
        var sandbox = event.getPodSandboxStatus();
        var uid = sandbox.getLabelsOrDefault(
                CriLabels.POD_UID, sandbox.getMetadata().getUid());
        if (uid.isEmpty() && event.getContainersStatusesCount() > 0) {
            uid = event.getContainersStatuses(0).getLabelsOrDefault(CriLabels.POD_UID, "");
        }
        if (uid.isEmpty()) {
            wakeAll();
        } else {
            wake(uid);
        }
    }

    /** The pods that have a worker. */
    public List<Pod> pods() {
        return workers.values().stream()
                .map(employed -> employed.worker().mailbox().pod())
                .toList();
    }

    /** What the runtime had of a pod when its worker last looked. */
    public RuntimePod runtime(String uid) {
        var present = workers.get(uid);
        return present == null ? RuntimePod.none(uid) : present.worker().runtime();
    }

    /**
     * Ends and removes what the node has of pods that the API doesn't know: they were deleted while the node agent was away.
     * To be called once, when all pods of the API have their workers.
     */
    public void removeOrphans(Set<String> inApi) {
        for (var uid : parts.runtime().uids()) {
            if (!inApi.contains(uid)) {
                removeOrphan(uid);
            }
        }
        try {
            for (var uid : parts.files().present()) {
                if (!inApi.contains(uid)) {
                    parts.files().tearDown(uid);
                }
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("The files of pods that are gone can't all be removed");
        }
    }

    private void removeOrphan(String uid) {
        LOG.atInfo().addKeyValue("uid", uid).log("The runtime has a pod that the API doesn't know: it is ended");
        try {
            var orphan = parts.runtime().get(uid);
            for (var container : orphan.running()) {
                parts.runtime().stop(container.getId(), 1);
            }
            parts.runtime().stopSandboxes(orphan.sandboxes());
            parts.runtime().remove(orphan);
            parts.files().tearDown(uid);
        } catch (CriException | IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("uid", uid).log("The pod that the API doesn't know can't be removed");
        }
    }

    /** Ends the workers, each after what it is at, those that take long by interrupting them; the containers stay. */
    @Override
    public void close() {
        closed = true;
        var all = List.copyOf(workers.values());
        all.forEach(employed -> employed.worker().mailbox().close());
        try {
            for (var patience : List.of(Duration.ofSeconds(2), Duration.ofSeconds(3))) {
                var deadline = parts.clock().instant().plus(patience);
                for (var employed : all) {
                    employed.thread().join(left(deadline));
                }
                all.forEach(employed -> employed.thread().interrupt());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration left(Instant deadline) {
        var left = Duration.between(parts.clock().instant(), deadline);
        return left.isPositive() ? left : Duration.ofMillis(1);
    }
}
