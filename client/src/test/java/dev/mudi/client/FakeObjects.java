package dev.mudi.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The objects of a {@link FakeApiServer}, their revisions, and who watches them. Guarded by the server's lock. */
final class FakeObjects {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String BOOKMARK = "BOOKMARK";

    /** What happened at a revision. */
    record Change(long revision, String type, String collection, ObjectNode object) {}

    /** A watcher's queue; an empty object is the end. */
    record Watcher(String collection, BlockingQueue<Change> changes) {}

    private final Map<String, ObjectNode> objects = new TreeMap<>(); // by collection/namespace/name
    private final List<Change> history = new ArrayList<>();
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();
    private long revision = 1;
    private long oldest;

    long revision() {
        return revision;
    }

    /** Forgets the history: watches from before now are answered with 410. */
    void compact() {
        oldest = revision;
        history.clear();
    }

    boolean isRetained(long from) {
        return from >= oldest;
    }

    ObjectNode get(String key) {
        var object = objects.get(key);
        return object == null ? null : object.deepCopy();
    }

    List<ObjectNode> list(String prefix) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getValue().deepCopy())
                .toList();
    }

    /** Stores the object at the next revision and tells the watchers. */
    ObjectNode put(String collection, String key, ObjectNode object) {
        var type = objects.containsKey(key) ? "MODIFIED" : "ADDED";
        revision++;
        ((ObjectNode) object.get("metadata")).put("resourceVersion", Long.toString(revision));
        objects.put(key, object);
        tell(new Change(revision, type, collection, object.deepCopy()));
        return object.deepCopy();
    }

    ObjectNode remove(String collection, String key) {
        var object = objects.remove(key);
        revision++;
        ((ObjectNode) object.get("metadata")).put("resourceVersion", Long.toString(revision));
        tell(new Change(revision, "DELETED", collection, object));
        return object;
    }

    private void tell(Change change) {
        history.add(change);
        for (var watcher : watchers) {
            if (watcher.collection().equals(change.collection())) {
                watcher.changes().add(change);
            }
        }
    }

    /** Tells every watcher that it has been told all up to this revision. */
    long bookmark() {
        var object = JSON.createObjectNode();
        object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        watchers.forEach(
                watcher -> watcher.changes().add(new Change(revision, BOOKMARK, watcher.collection(), object)));
        return revision;
    }

    /** Watches a collection after a revision. */
    Watcher watch(String collection, long after) {
        var watcher = new Watcher(collection, new LinkedBlockingQueue<>());
        history.stream()
                .filter(change ->
                        change.revision() > after && change.collection().equals(collection))
                .forEach(watcher.changes()::add);
        watchers.add(watcher);
        return watcher;
    }

    /** Ends one watch. */
    void end(Watcher watcher) {
        watchers.remove(watcher);
        watcher.changes().add(new Change(0, "END", "", JSON.createObjectNode()));
    }

    void endAll() {
        List.copyOf(watchers).forEach(this::end);
    }

    int watcherCount() {
        return watchers.size();
    }

    void forEach(Consumer<ObjectNode> action) {
        List.copyOf(objects.values()).forEach(action);
    }

    /** Whether the object has the label selector's labels and the field selector's fields. */
    static boolean selects(String labels, String fields, JsonNode object) {
        for (var requirement : split(labels)) {
            if (!labelMatches(requirement, object.at("/metadata/labels"))) {
                return false;
            }
        }
        for (var requirement : split(fields)) {
            boolean not = requirement.contains("!=");
            var parts = requirement.split("!?==?", 2);
            var value = object.at("/" + parts[0].replace('.', '/')).asText();
            if (value.equals(parts[1]) == not) {
                return false;
            }
        }
        return true;
    }

    private static boolean labelMatches(String requirement, JsonNode labels) {
        if (requirement.contains("!=")) {
            var parts = requirement.split("!=", 2);
            return !labels.path(parts[0]).asText().equals(parts[1]);
        }
        if (requirement.contains("=")) {
            var parts = requirement.split("==?", 2);
            return labels.has(parts[0]) && labels.path(parts[0]).asText().equals(parts[1]);
        }
        return requirement.startsWith("!") ? !labels.has(requirement.substring(1)) : labels.has(requirement);
    }

    private static List<String> split(String selector) {
        return selector.isEmpty() ? List.of() : List.of(selector.split(",", -1));
    }
}
