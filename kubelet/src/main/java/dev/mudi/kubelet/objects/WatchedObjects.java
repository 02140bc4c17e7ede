package dev.mudi.kubelet.objects;

import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.client.Selection;
import dev.mudi.kubelet.pod.PodSpecs;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The objects that the registered pods refer to, one watch each: the node agent may read these and no others. Bounded by what
 * the pods of the node refer to. Safe for many threads.
 */
public final class WatchedObjects implements PodObjects, AutoCloseable {

    /** One watched object and the pods that refer to it. */
    private record Watched<T extends HasMetadata>(Informers informers, Informer<T> informer, Set<String> pods) {}

    private final KubernetesClient client;
    private final RandomGenerator random;
    private final Consumer<String> changed;
    private final Map<ObjectReferences.Reference, Watched<?>> watched = new HashMap<>();

    /** @param changed called with the UID of a pod when an object that it refers to has changed; returns at once */
    public WatchedObjects(KubernetesClient client, RandomGenerator random, Consumer<String> changed) {
        this.client = client;
        this.random = random;
        this.changed = changed;
    }

    /** Starts to watch what a pod refers to. Again is no change. */
    public synchronized void register(Pod pod) {
        var uid = PodSpecs.uid(pod);
        for (var reference : ObjectReferences.of(pod)) {
            watched.computeIfAbsent(reference, r -> r.secret() ? watch(Secret.class, r) : watch(ConfigMap.class, r))
                    .pods()
                    .add(uid);
        }
    }

    private <T extends HasMetadata> Watched<T> watch(Class<T> type, ObjectReferences.Reference reference) {
        var informers = new Informers(client, random);
        var selection =
                Selection.all().inNamespace(reference.namespace()).withFields("metadata.name=" + reference.name());
        var informer = informers.of(type, selection);
        informer.addHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T added) {
                tell(reference);
            }

            @Override
            public void onUpdate(T before, T after) {
                tell(reference);
            }

            @Override
            public void onDelete(T last) {
                tell(reference);
            }
        });
        informers.start();
        return new Watched<>(informers, informer, new HashSet<>());
    }

    private void tell(ObjectReferences.Reference reference) {
        Set<String> pods;
        synchronized (this) {
            var entry = watched.get(reference);
            pods = entry == null ? Set.of() : Set.copyOf(entry.pods());
        }
        pods.forEach(changed);
    }

    /** Ends the watches that only this pod needed. */
    public void release(String uid) {
        var unneeded = new HashSet<Informers>();
        synchronized (this) {
            watched.values().removeIf(entry -> {
                boolean last = entry.pods().remove(uid) && entry.pods().isEmpty();
                if (last) {
                    unneeded.add(entry.informers());
                }
                return last;
            });
        }
        // Not under the lock: closing waits for a thread that may be telling.
        unneeded.forEach(Informers::close);
    }

    @Override
    public Optional<ConfigMap> configMap(String namespace, String name) throws IOException {
        var known = known(ConfigMap.class, new ObjectReferences.Reference(false, namespace, name));
        return known.isPresent()
                ? known
                : get(() -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(name)
                        .get());
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) throws IOException {
        var known = known(Secret.class, new ObjectReferences.Reference(true, namespace, name));
        return known.isPresent()
                ? known
                : get(() ->
                        client.secrets().inNamespace(namespace).withName(name).get());
    }

    private <T extends HasMetadata> Optional<T> known(Class<T> type, ObjectReferences.Reference reference) {
        Watched<?> entry;
        synchronized (this) {
            entry = watched.get(reference);
        }
        if (entry == null || !entry.informer().hasSynced()) {
            return Optional.empty();
        }
        return entry.informer()
                .lister()
                .get(reference.namespace(), reference.name())
                .map(type::cast);
    }

    private interface Getting<T> {
        @org.jspecify.annotations.Nullable
        T get();
    }

    private static <T> Optional<T> get(Getting<T> getting) throws IOException {
        try {
            return Optional.ofNullable(getting.get());
        } catch (KubernetesClientException e) {
            throw new IOException("the API server could not be asked: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        Set<Informers> all = new HashSet<>();
        synchronized (this) {
            watched.values().forEach(entry -> all.add(entry.informers()));
            watched.clear();
        }
        all.forEach(Informers::close);
    }
}
