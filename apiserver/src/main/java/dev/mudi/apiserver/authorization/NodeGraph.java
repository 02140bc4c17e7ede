package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.ObjectSource.ObjectListener;
import dev.mudi.apiserver.ObjectSource.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Which node needs what: by the pods that are on it, the volumes of their claims, and what is made for a node itself. Changes of one
 * resource come one at a time; questions from any thread.
 */
final class NodeGraph {
    /** A kubelet may see a pod a moment before this does; for so long a reference is waited for before it is denied. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final int RESOURCES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final Map<String, Map<String, Set<String>>> podsByNode = new ConcurrentHashMap<>();

    /** By the key of a volume, or of a secret that one needs, the claims that lead there. */
    private final Map<String, Set<String>> claimsTo = new ConcurrentHashMap<>();

    /** By the key of an attachment or a resource slice, the node that it is for. */
    private final Map<String, String> nodeOf = new ConcurrentHashMap<>();

    private final CountDownLatch unsynced = new CountDownLatch(RESOURCES);

    /** Starts to follow what leads from nodes to objects. */
    List<Subscription> follow(ObjectSource source) {
        return List.of(
                source.follow("", "pods", listener(this::pod, this::podGone)),
                source.follow("", "persistentvolumes", listener(this::volume, this::volumeGone)),
                source.follow(
                        "storage.k8s.io",
                        "volumeattachments",
                        listener(
                                one -> forNode("volumeattachments", one),
                                one -> nodeOf.remove(keyOf("volumeattachments", one)))),
                source.follow(
                        "resource.k8s.io",
                        "resourceslices",
                        listener(
                                one -> forNode("resourceslices", one),
                                one -> nodeOf.remove(keyOf("resourceslices", one)))));
    }

    private ObjectListener listener(Consumer<ObjectValue> exists, Consumer<ObjectValue> gone) {
        return new ObjectListener() {
            @Override
            public void exists(ObjectValue object) {
                exists.accept(object);
                signal();
            }

            @Override
            public void gone(ObjectValue last) {
                gone.accept(last);
            }

            @Override
            public void synced() {
                unsynced.countDown();
            }
        };
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pod(ObjectValue pod) {
        var node = pod.object("spec").string("nodeName");
        if (!node.isEmpty()) {
            podsByNode
                    .computeIfAbsent(node, ignored -> new ConcurrentHashMap<>())
                    .put(key(pod), PodReferences.of(pod));
        }
    }

    private void podGone(ObjectValue pod) {
        podsByNode.computeIfPresent(pod.object("spec").string("nodeName"), (node, pods) -> {
            pods.remove(key(pod));
            return pods.isEmpty() ? null : pods;
        });
    }

    private static String key(ObjectValue pod) {
        return pod.object("metadata").string("namespace") + "/"
                + pod.object("metadata").string("name");
    }

    private static String keyOf(String resource, ObjectValue object) {
        return PodReferences.key(resource, "", object.object("metadata").string("name"));
    }

    private void volume(ObjectValue volume) {
        var key = keyOf("persistentvolumes", volume);
        var claim = VolumeReferences.claim(volume);
        if (claim.isEmpty()) {
            claimsTo.remove(key);
            return;
        }
        claimsTo.put(key, Set.of(claim.get()));
        VolumeReferences.secrets(volume)
                .forEach(secret -> claimsTo.computeIfAbsent(secret, ignored -> ConcurrentHashMap.newKeySet())
                        .add(claim.get()));
    }

    private void volumeGone(ObjectValue volume) {
        claimsTo.remove(keyOf("persistentvolumes", volume));
        VolumeReferences.claim(volume)
                .ifPresent(claim -> VolumeReferences.secrets(volume)
                        .forEach(secret -> claimsTo.computeIfPresent(secret, (key, claims) -> {
                            claims.remove(claim);
                            return claims.isEmpty() ? null : claims;
                        })));
    }

    private void forNode(String resource, ObjectValue object) {
        var node = object.object("spec").string("nodeName");
        if (!node.isEmpty()) {
            nodeOf.put(keyOf(resource, object), node);
        }
    }

    /** Waits until everything that existed at the start is known; false when that takes too long. */
    boolean awaitSynced(long seconds) {
        try {
            return unsynced.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the node needs the object; a no takes a moment. */
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
        return node.equals(nodeOf.get(key))
                || isInPod(node, key)
                || claimsTo.getOrDefault(key, Set.of()).stream().anyMatch(claim -> isInPod(node, claim));
    }

    private boolean isInPod(String node, String key) {
        return podsByNode.getOrDefault(node, Map.of()).values().stream().anyMatch(keys -> keys.contains(key));
    }
}
