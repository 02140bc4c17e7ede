package dev.mudi.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one informer by namespace and name, and by each index. One thread writes, any number read.
 *
 * <p>A reader sees each object whole and misses none that is there throughout; a list made while the writer works may hold
 * some of its changes and not others.
 */
final class InformerCache<T extends HasMetadata> implements Lister<T> {
    private final Map<String, Map<String, T>> namespaces = new ConcurrentHashMap<>();
    private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();

    /** An index function and what it gave: value → objects by key. */
    private record Index<T>(
            Function<? super T, ? extends Collection<String>> values, Map<String, Map<ObjectKey, T>> entries) {
        /** The new values come first: a reader must not miss an object that has only changed. */
        void replace(ObjectKey key, @Nullable T before, @Nullable T after) {
            Collection<String> wanted = after == null ? List.of() : values.apply(after);
            if (after != null) {
                for (var value : wanted) {
                    entries.compute(value, (name, objects) -> {
                        Map<ObjectKey, T> kept = objects == null ? new ConcurrentHashMap<>(4) : objects;
                        kept.put(key, after);
                        return kept;
                    });
                }
            }
            if (before != null) {
                values.apply(before).stream()
                        .filter(value -> !wanted.contains(value))
                        .forEach(value -> entries.computeIfPresent(value, (name, objects) -> {
                            objects.remove(key);
                            return objects.isEmpty() ? null : objects;
                        }));
            }
        }
    }

    /** Adds an index over what is here and what will come; the first function of a name stays. */
    void addIndexer(String name, Function<? super T, ? extends Collection<String>> values) {
        var index = new Index<T>(values, new ConcurrentHashMap<>());
        if (indexes.containsKey(name)) {
            return;
        }
        for (var object : list()) {
            index.replace(ObjectKey.of(object), null, object);
        }
        indexes.put(name, index);
    }

    /** Puts the object in place of the one with its key, which is given back. */
    @Nullable
    T put(T object) {
        var key = ObjectKey.of(object);
        var before = namespaces
                .computeIfAbsent(key.namespace(), namespace -> new ConcurrentHashMap<>())
                .put(key.name(), object);
        if (before == null) {
            size.incrementAndGet();
        }
        indexes.values().forEach(index -> index.replace(key, before, object));
        return before;
    }

    @Nullable
    T remove(ObjectKey key) {
        var objects = namespaces.get(key.namespace());
        if (objects == null) {
            return null;
        }
        var before = objects.remove(key.name());
        if (before != null) {
            size.decrementAndGet();
            indexes.values().forEach(index -> index.replace(key, before, null));
        }
        if (objects.isEmpty()) {
            namespaces.remove(key.namespace());
        }
        return before;
    }

    /** The keys of all objects except these. */
    List<ObjectKey> keysExcept(Set<ObjectKey> kept) {
        List<ObjectKey> others = new ArrayList<>();
        for (var object : list()) {
            var key = ObjectKey.of(object);
            if (!kept.contains(key)) {
                others.add(key);
            }
        }
        return others;
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        var objects = namespaces.get(key.namespace());
        return objects == null ? Optional.empty() : Optional.ofNullable(objects.get(key.name()));
    }

    @Override
    public List<T> list() {
        List<T> all = new ArrayList<>(size.get());
        namespaces.values().forEach(objects -> all.addAll(objects.values()));
        return all;
    }

    @Override
    public List<T> list(String namespace) {
        var objects = namespaces.get(namespace);
        return objects == null ? new ArrayList<>() : new ArrayList<>(objects.values());
    }

    @Override
    public List<T> byIndex(String name, String value) {
        var index = indexes.get(name);
        if (index == null) {
            throw new IllegalArgumentException(
                    "no index '" + name + "': it must be added to the informer first; there are " + indexes.keySet());
        }
        var objects = index.entries().get(value);
        return objects == null ? new ArrayList<>() : new ArrayList<>(objects.values());
    }

    @Override
    public int size() {
        return size.get();
    }
}
