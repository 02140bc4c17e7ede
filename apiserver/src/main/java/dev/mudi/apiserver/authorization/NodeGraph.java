package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource.ObjectListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Which node's pods refer to what. Changes come one at a time; questions from any thread. */
final class NodeGraph implements ObjectListener {
    private final Map<String, Map<String, Set<String>>> podsByNode = new ConcurrentHashMap<>();
    private final CountDownLatch unsynced = new CountDownLatch(1);

    @Override
    public void exists(ObjectValue pod) {
        var node = pod.object("spec").string("nodeName");
        if (!node.isEmpty()) {
            podsByNode
                    .computeIfAbsent(node, ignored -> new ConcurrentHashMap<>())
                    .put(key(pod), PodReferences.of(pod));
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

    /** Whether a pod on the node refers to the object. */
    boolean isReferenced(String node, String key) {
        return podsByNode.getOrDefault(node, Map.of()).values().stream().anyMatch(keys -> keys.contains(key));
    }
}
