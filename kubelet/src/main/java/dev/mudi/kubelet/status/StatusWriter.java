package dev.mudi.kubelet.status;

import dev.mudi.client.Patches;
import dev.mudi.client.ReconcileLoop;
import dev.mudi.client.Reconciler;
import dev.mudi.client.Refusals;
import dev.mudi.client.WorkQueue;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the statuses of pods to the API, each only when it differs from the last one sent, a few at a time; and deletes the
 * objects of pods that were being deleted once their end is reached here. What fails is tried again with a growing wait.
 * Safe for many threads.
 */
public final class StatusWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
    private static final int WRITERS = 4;

    /**
     * @param sent what the API is known to have
     * @param wanted what it should have
     * @param remove whether the object is to be deleted after that
     */
    private record Entry(String namespace, String name, PodStatus sent, PodStatus wanted, boolean remove) {
        String path() {
            return "/api/v1/namespaces/" + namespace + "/pods/" + name;
        }
    }

    private final KubernetesClient client;
    private final Patches patches;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final ReconcileLoop<String> loop;
    private final WorkQueue<String> queue;

    public StatusWriter(KubernetesClient client, Clock clock) {
        this.client = client;
        this.patches = new Patches(client);
        this.queue = new WorkQueue<>("kubelet-status", clock);
        this.loop = new ReconcileLoop<>(queue, this::write, clock, ReconcileLoop.Observer.NONE);
        loop.start(WRITERS);
    }

    /** The status last handed in for a pod. */
    public Optional<PodStatus> last(String uid) {
        return Optional.ofNullable(entries.get(uid)).map(Entry::wanted);
    }

    /** Hands in a pod's status; returns at once. */
    public void set(Pod pod, PodStatus status) {
        put(pod, status, false);
    }

    /** Hands in the last status of a pod that is being deleted: after it, the object is deleted. */
    public void finish(Pod pod, PodStatus status) {
        put(pod, status, true);
    }

    private void put(Pod pod, PodStatus status, boolean remove) {
        var uid = PodSpecs.uid(pod);
        var metadata = pod.getMetadata();
        entries.compute(uid, (key, old) -> {
            var current = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
            var sent = old == null ? current : old.sent();
            return new Entry(
                    metadata.getNamespace(), metadata.getName(), sent, status, remove || (old != null && old.remove()));
        });
        queue.add(uid);
    }

    /** Forgets a pod whose object is gone. */
    public void forget(String uid) {
        entries.remove(uid);
        queue.forget(uid);
    }

    private Reconciler.Result write(String uid) {
        var entry = entries.get(uid);
        if (entry == null) {
            return Reconciler.Result.done();
        }
        try {
            var patch = StatusPatch.between(uid, entry.sent(), entry.wanted());
            if (patch.isPresent()) {
                patches.strategic(entry.path() + "/status", patch.get());
                entries.computeIfPresent(
                        uid,
                        (key, now) ->
                                new Entry(now.namespace(), now.name(), entry.wanted(), now.wanted(), now.remove()));
            }
            if (entry.remove()) {
                delete(uid, entry);
            }
        } catch (KubernetesClientException e) {
            // Another pod of that name, or none: what we know of this one is of no use any more.
            if (!Refusals.isNotFound(e) && !Refusals.isConflict(e)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("pod", entry.namespace() + "/" + entry.name())
                    .addKeyValue("uid", uid)
                    .log("The pod is gone from the API: its status is dropped");
            entries.remove(uid, entry);
        }
        return Reconciler.Result.done();
    }

    private void delete(String uid, Entry entry) {
        var options = new DeleteOptionsBuilder()
                .withGracePeriodSeconds(0L)
                .withNewPreconditions()
                .withUid(uid)
                .endPreconditions()
                .build();
        client.raw(entry.path(), "DELETE", options);
        LOG.atDebug()
                .addKeyValue("pod", entry.namespace() + "/" + entry.name())
                .log("The pod has ended and its object is deleted");
    }

    /** Ends the writers; what was not sent is made anew from the runtime at the next start. */
    @Override
    public void close() {
        loop.close();
    }
}
