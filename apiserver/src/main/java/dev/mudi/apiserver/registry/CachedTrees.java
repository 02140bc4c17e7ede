package dev.mudi.apiserver.registry;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.admission.LiveObjects;
import dev.mudi.apiserver.cache.OrderedObjects;
import dev.mudi.apiserver.storage.ObjectStorage;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Objects of the watch caches for admission, which asks for the same few (namespaces, service accounts, priority classes) over and
 * over: what was parsed is kept as long as it is the newest. Safe for several threads.
 */
public final class CachedTrees implements LiveObjects {
    /** Beyond it everything is forgotten, and parsed anew when it is asked for. */
    private static final int MOST_KEPT = 4_096;

    private final ResourceStores stores;
    private final ConcurrentMap<Bytes, Parsed> parsed = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ParsedList> lists = new ConcurrentHashMap<>();

    private record Parsed(StoredObject stored, ObjectValue tree) {}

    private record ParsedList(OrderedObjects of, List<ObjectValue> trees) {}

    /** The objects of these stores. */
    public CachedTrees(ResourceStores stores) {
        this.stores = stores;
    }

    @Override
    public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
        return stores.find(group, resource)
                .flatMap(store -> store.find(namespace, name).map(stored -> tree(store, stored)));
    }

    private ObjectValue tree(ResourceStore store, StoredObject stored) {
        var known = parsed.get(stored.key());
        if (known != null && known.stored == stored) {
            return known.tree;
        }
        if (parsed.size() >= MOST_KEPT) {
            parsed.clear();
        }
        var tree = store.served(stored);
        parsed.put(stored.key(), new Parsed(stored, tree));
        return tree;
    }

    @Override
    public List<ObjectValue> list(String group, String resource, String namespace) {
        var found = stores.find(group, resource);
        if (found.isEmpty()) {
            return List.of();
        }
        var store = found.get();
        var objects = store.cache().snapshot().objects();
        var prefix = store.layout().prefix(namespace);
        var known = lists.get(prefix);
        if (known != null && known.of == objects) {
            return known.trees;
        }
        if (lists.size() >= MOST_KEPT) {
            lists.clear();
        }
        var trees = new ArrayList<ObjectValue>();
        var from = Bytes.utf8(prefix);
        objects.walk(from, from, object -> {
            trees.add(store.served(object));
            return true;
        });
        var list = List.copyOf(trees);
        lists.put(prefix, new ParsedList(objects, list));
        return list;
    }

    @Override
    public boolean replaceAll(String group, String resource, List<Replacement> replacements) {
        var store = stores.of(group, resource);
        var known = new ArrayList<ObjectStorage.Replacement>();
        for (var replacement : replacements) {
            var meta = ObjectMeta.of(replacement.read());
            var there = store.find(meta.namespace(), meta.name())
                    .filter(stored -> Long.toString(stored.revision()).equals(meta.resourceVersion()));
            if (there.isEmpty()) {
                return false;
            }
            known.add(new ObjectStorage.Replacement(there.get(), store.toStored(replacement.next())));
        }
        return store.storage().replaceAll(known);
    }
}
