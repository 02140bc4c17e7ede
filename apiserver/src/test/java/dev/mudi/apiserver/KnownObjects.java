package dev.mudi.apiserver;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects in memory, as the registry would tell of them. */
public final class KnownObjects implements ObjectSource {
    private final Map<String, ObjectValue> objects = new LinkedHashMap<>();
    private final Map<String, List<ObjectListener>> listeners = new LinkedHashMap<>();

    private static String key(String group, String resource, String namespace, String name) {
        return group + "/" + resource + "/" + namespace + "/" + name;
    }

    /** Adds or replaces an object given as JSON. */
    public KnownObjects put(String group, String resource, String json) {
        var object = Json.object(json);
        var metadata = object.object("metadata");
        objects.put(key(group, resource, metadata.string("namespace"), metadata.string("name")), object);
        listeners.getOrDefault(group + "/" + resource, List.of()).forEach(listener -> listener.exists(object));
        return this;
    }

    /** Removes an object. */
    public void remove(String group, String resource, String namespace, String name) {
        var last = objects.remove(key(group, resource, namespace, name));
        listeners.getOrDefault(group + "/" + resource, List.of()).forEach(listener -> listener.gone(last));
    }

    @Override
    public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
        return Optional.ofNullable(objects.get(key(group, resource, namespace, name)));
    }

    @Override
    public Subscription follow(String group, String resource, ObjectListener listener) {
        objects.forEach((key, object) -> {
            if (key.startsWith(group + "/" + resource + "/")) {
                listener.exists(object);
            }
        });
        listener.synced();
        var interested = listeners.computeIfAbsent(group + "/" + resource, ignored -> new ArrayList<>());
        interested.add(listener);
        return () -> interested.remove(listener);
    }
}
