package dev.mudi.apiserver.allocation;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.cache.OrderedObjects;
import dev.mudi.apiserver.registry.ResourceStore;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which addresses and node ports the stored Services have. Guarded by whoever uses it. */
final class ServicesInUse {
    private final ResourceStore services;

    /** By key of the Service; parsed once a version. */
    private final Map<Bytes, Use> uses = new HashMap<>();

    /** By address or port, how many Services have it. */
    private final Map<String, Integer> counts = new HashMap<>();

    private OrderedObjects seen = OrderedObjects.EMPTY;

    private record Use(StoredObject stored, List<String> things) {}

    ServicesInUse(ResourceStore services) {
        this.services = services;
    }

    /** Takes note of what was written since the last call. */
    void refresh() {
        var objects = services.cache().snapshot().objects();
        if (objects == seen) {
            return;
        }
        var prefix = Bytes.utf8(services.layout().prefix());
        var present = new HashSet<Bytes>();
        objects.walk(prefix, prefix, object -> {
            present.add(object.key());
            var known = uses.get(object.key());
            if (known == null || known.stored != object) {
                replace(object.key(), Optional.of(new Use(object, things(services.served(object)))));
            }
            return true;
        });
        if (present.size() < uses.size()) {
            Set<Bytes> gone = new HashSet<>(uses.keySet());
            gone.removeAll(present);
            gone.forEach(key -> replace(key, Optional.empty()));
        }
        seen = objects;
    }

    private void replace(Bytes key, Optional<Use> next) {
        var old = next.isPresent() ? uses.put(key, next.get()) : uses.remove(key);
        if (old != null) {
            old.things.forEach(thing -> counts.merge(thing, -1, (a, b) -> a + b == 0 ? null : a + b));
        }
        next.ifPresent(use -> use.things.forEach(thing -> counts.merge(thing, 1, Integer::sum)));
    }

    boolean has(String thing) {
        return counts.containsKey(thing);
    }

    /** The addresses and ports of a Service: {@code 10.96.0.1}, {@code 30080}. */
    static List<String> things(ObjectValue service) {
        var spec = service.object("spec");
        var things = new ArrayList<String>();
        spec.array("clusterIPs")
                .strings()
                .filter(ip -> !ip.equals("None") && !ip.isEmpty())
                .forEach(things::add);
        spec.array("ports")
                .objects()
                .map(port -> port.integer("nodePort", 0))
                .filter(port -> port > 0)
                .distinct()
                .forEach(port -> things.add(Long.toString(port)));
        long health = spec.integer("healthCheckNodePort", 0);
        if (health > 0) {
            things.add(Long.toString(health));
        }
        return things;
    }
}
