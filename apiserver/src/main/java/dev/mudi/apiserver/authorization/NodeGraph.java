package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource.ObjectListener;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Which node's pods refer to what. Changes come one at a time; questions from any thread. */
final class NodeGraph implements ObjectListener {
    /** A kubelet may see a pod a moment before this does; for so long a reference is waited for before it is denied. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Map<String, Map<String, Set<String>>> podsByNode = new ConcurrentHashMap<>();
    private final CountDownLatch unsynced = new CountDownLatch(1);

    @Override
    public void exists(ObjectValue pod) {
        var node = pod.object("spec").string("nodeName");
        if (!node.isEmpty()) {
            podsByNode
                    .computeIfAbsent(node, ignored -> new ConcurrentHashMap<>())
                    .put(key(pod), PodReferences.of(pod));
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void gone(ObjectValue pod) {
        podsByNode.computeIfPresent(pod.object("spec").string("nodeName"), (node, pods) -> {
            pods.remove(key(pod));
            return pods.isEmpty() ? null : pods;
        });
    }

    private static String key(ObjectValue pod) {
        return pod.object("metadata").string("namespace") + "/"
                + pod.object("metadata").string("name");
    }

    @Override
    public void synced() {
        unsynced.countDown();
    }

    /** Waits until every pod that existed at the start is known; false when that takes too long. */
    boolean awaitSynced(long seconds) {
        try {
            return unsynced.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether a pod on the node refers to the object; a no takes a moment. */
    boolean isReferenced(String node, String key) {
        if (isKnown(node, key)) {
            return true;
        }
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (left > 0 && !isKnown(node, key)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return isKnown(node, key);
    }

    private boolean isKnown(String node, String key) {
        return podsByNode.getOrDefault(node, Map.of()).values().stream().anyMatch(keys -> keys.contains(key));
    }
}
