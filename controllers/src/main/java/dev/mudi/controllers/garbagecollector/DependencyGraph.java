package dev.mudi.controllers.garbagecollector;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who depends on whom, by uid. Holds the objects that name an owner, under each owner; what has no owner costs nothing
 * here. Thread-safe.
 */
final class DependencyGraph {
    private final Map<String, Set<ObjectIdentity>> dependents = new ConcurrentHashMap<>();

    /** The object has these owners now, and had those before. */
    void change(ObjectIdentity object, Collection<OwnerReference> before, Collection<OwnerReference> after) {
        for (var owner : before) {
            if (after.stream().noneMatch(other -> other.getUid().equals(owner.getUid()))) {
                remove(owner.getUid(), object);
            }
        }
        for (var owner : after) {
            dependents.compute(owner.getUid(), (uid, objects) -> {
                Set<ObjectIdentity> kept = objects == null ? ConcurrentHashMap.newKeySet() : objects;
                kept.add(object);
                return kept;
            });
        }
    }

    private void remove(String owner, ObjectIdentity object) {
        dependents.computeIfPresent(owner, (uid, objects) -> {
            objects.remove(object);
            return objects.isEmpty() ? null : objects;
        });
    }

    /** The objects that name the owner. */
    List<ObjectIdentity> dependentsOf(String ownerUid) {
        var objects = dependents.get(ownerUid);
        return objects == null ? List.of() : List.copyOf(objects);
    }

    boolean hasDependents(String ownerUid) {
        return dependents.containsKey(ownerUid);
    }
}
