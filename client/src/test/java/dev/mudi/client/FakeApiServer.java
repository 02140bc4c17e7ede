package dev.mudi.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An API server of maps for the tests of components: any resource, no schemas, no admission, no authorization. It knows
 * revisions, conflicts, watches, selectors, status subresources, finalizers, and what a test needs to make it fail.
 *
 * <p>It differs from a real one in this: patches of every kind are merge patches but for JSON patches,
 * and for the few lists that strategic ones merge by a key; an update bumps
 * {@code generation} when {@code spec} differs; a pod is deleted at once.
 */
public final class FakeApiServer implements InMemoryTransport {
    private static final String JSON_TYPE = "application/json";
    private static final Map<String, String> MERGE_KEYS =
            Map.of("conditions", "type", "podIPs", "ip", "hostIPs", "ip", "addresses", "type");

    /** A refusal. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int code;
        private final String reason;

        Refused(int code, String reason, String message) {
            super(message);
            this.code = code;
            this.reason = reason;
        }
    }

    /** Decides that a request fails: the code, or 0 to let it through. */
    @FunctionalInterface
    public interface Fault {
        int code(String verb, String path);
    }

    private final Clock clock;
    private final FakeObjects objects = new FakeObjects();
    private final FakeDiscovery discovery = new FakeDiscovery();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<Fault> fault = new AtomicReference<>((verb, path) -> 0);
    private final AtomicInteger names = new AtomicInteger();

    public FakeApiServer(Clock clock) {
        this.clock = clock;
    }

    /** A client of this server. */
    public KubernetesClient client() {
        return KubernetesClients.inMemory(this, Identity.of("test"), "test");
    }

    /** Says in discovery that there is one more namespaced resource. */
    public void serve(String group, String version, String plural, String kind) {
        discovery.add(FakeDiscovery.resource(group, version, plural, kind, true));
    }

    /** Every request so far: {@code "POST /api/v1/namespaces/a/pods"}, without queries. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The writes among the requests since the last call. */
    public List<String> takeWrites() {
        var writes = requests.stream().filter(line -> !line.startsWith("GET")).toList();
        requests.clear();
        return writes;
    }

    public void fail(Fault when) {
        fault.set(when);
    }

    /** Ends all watches, as a restart does. */
    public synchronized void disconnect() {
        objects.endAll();
    }

    /** Forgets all history, so that watches from before get 410. */
    public synchronized void compact() {
        objects.compact();
    }

    /** Tells every watcher the revision up to which it has now been told everything, and gives that revision. */
    public synchronized long bookmark() {
        return objects.bookmark();
    }

    /** The revision of the last change. */
    public synchronized long revision() {
        return objects.revision();
    }

    public synchronized int watchers() {
        return objects.watcherCount();
    }

    @Override
    public void exchange(Request request, ResponseSink sink) throws IOException, InterruptedException {
        var target = request.target().split("\\?", 2);
        var query = query(target.length > 1 ? target[1] : "");
        requests.add(request.method() + " " + target[0]);
        try {
            var failure = fault.get().code(request.method(), target[0]);
            if (failure != 0) {
                throw new Refused(failure, "InternalError", "a fault of the test");
            }
            var document = discovery.answer(target[0]);
            if (document.isPresent()) {
                send(sink, 200, document.get());
                return;
            }
            var path = FakePath.parse(target[0]);
            if (query.getOrDefault("watch", "").matches("true|1")) {
                watch(path, query, sink);
            } else {
                send(sink, request.method().equals("POST") ? 201 : 200, answer(path, query, request));
            }
        } catch (Refused e) {
            send(sink, e.code, status(e));
        }
    }

    private static void send(ResponseSink sink, int code, JsonNode body) throws IOException, InterruptedException {
        sink.start(code, Map.of("Content-Type", List.of(JSON_TYPE)));
        sink.write(ByteBuffer.wrap(FakeObjects.JSON.writeValueAsBytes(body)));
        sink.end();
    }

    private static ObjectNode status(Refused refused) {
        return FakeObjects.JSON
                .createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", refused.getMessage())
                .put("reason", refused.reason)
                .put("code", refused.code);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (var pair : text.split("&", -1)) {
            var parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private synchronized JsonNode answer(FakePath path, Map<String, String> query, Request request) throws IOException {
        return switch (request.method()) {
            case "GET" -> {
                checkAccept(path, request);
                yield path.name().isEmpty() ? list(path, query) : existing(path);
            }
            case "POST" -> create(path, (ObjectNode) FakeObjects.JSON.readTree(request.body()));
            case "PUT" -> update(path, (ObjectNode) FakeObjects.JSON.readTree(request.body()));
            case "PATCH" -> patch(path, request);
            case "DELETE" -> path.name().isEmpty() ? deleteAll(path, query) : delete(path, request.body());
            default -> throw new Refused(405, "MethodNotAllowed", request.method());
        };
    }

    /** As an API server: a list has not the form of one object, nor an object that of a list. */
    private static void checkAccept(FakePath path, Request request) {
        var accept = String.join(",", request.headers().getOrDefault("Accept", List.of("")));
        boolean asList = accept.contains("as=PartialObjectMetadataList");
        boolean asObject = accept.contains("as=PartialObjectMetadata;");
        if (path.name().isEmpty() ? asObject : asList) {
            throw new Refused(406, "NotAcceptable", "you requested another form than the one of what is there");
        }
    }

    private ObjectNode existing(FakePath path) {
        var object = objects.get(path.key());
        if (object == null) {
            throw new Refused(404, "NotFound", path.plural() + " \"" + path.name() + "\" not found");
        }
        return object;
    }

    private ObjectNode list(FakePath path, Map<String, String> query) {
        var list = FakeObjects.JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(objects.revision()));
        var items = list.putArray("items");
        objects.list(path.prefix()).stream()
                .filter(object -> selects(query, object))
                .forEach(items::add);
        return list;
    }

    private static boolean selects(Map<String, String> query, JsonNode object) {
        return FakeObjects.selects(
                query.getOrDefault("labelSelector", ""), query.getOrDefault("fieldSelector", ""), object);
    }

    private ObjectNode create(FakePath path, ObjectNode object) {
        if (path.subresource().equals("eviction")) {
            return delete(path.withoutSubresource(), new byte[0]);
        }
        var metadata = metadata(object);
        if (!metadata.has("name")) {
            metadata.put("name", metadata.path("generateName").asText() + "x" + names.incrementAndGet());
        }
        var target = path.named(metadata.get("name").asText());
        if (objects.get(target.key()) != null) {
            throw new Refused(409, "AlreadyExists", path.plural() + " \"" + target.name() + "\" already exists");
        }
        if (!path.namespace().isEmpty()) {
            metadata.put("namespace", path.namespace());
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Timestamps.time(clock.instant()));
        metadata.put("generation", 1);
        return objects.put(path.collection(), target.key(), object);
    }

    private static ObjectNode metadata(ObjectNode object) {
        return object.withObject("/metadata");
    }

    private ObjectNode update(FakePath path, ObjectNode object) {
        var before = existing(path);
        var version = metadata(object).path("resourceVersion").asText();
        if (!version.isEmpty()
                && !version.equals(before.at("/metadata/resourceVersion").asText())) {
            throw new Refused(409, "Conflict", "the object has been modified; please apply your changes to the latest");
        }
        return store(path, before, object);
    }

    private ObjectNode store(FakePath path, ObjectNode before, ObjectNode object) {
        var after = object;
        if (path.subresource().equals("status")) {
            after = before.deepCopy();
            after.set("status", object.get("status"));
            if (object.at("/metadata").has("annotations")) {
                metadata(after).set("annotations", object.at("/metadata/annotations"));
            }
        } else if (before.has("status") && path.subresource().isEmpty()) {
            after.set("status", before.get("status"));
        }
        var metadata = metadata(after);
        for (var kept : List.of("uid", "creationTimestamp", "deletionTimestamp", "generation", "name", "namespace")) {
            if (before.get("metadata").has(kept)) {
                metadata.set(kept, before.get("metadata").get(kept));
            }
        }
        if (!before.path("spec").equals(after.path("spec"))) {
            metadata.put("generation", before.at("/metadata/generation").asLong() + 1);
        }
        metadata.set("resourceVersion", before.get("metadata").get("resourceVersion"));
        if (metadata.has("deletionTimestamp") && isReleased(path, after)) {
            return objects.remove(path.collection(), path.key());
        }
        return after.equals(before) ? before : objects.put(path.collection(), path.key(), after);
    }

    private static boolean isReleased(FakePath path, ObjectNode object) {
        return object.at("/metadata/finalizers").isEmpty()
                && (!path.plural().equals("namespaces")
                        || object.at("/spec/finalizers").isEmpty());
    }

    private ObjectNode patch(FakePath path, Request request) throws IOException {
        var before = existing(path);
        var patch = FakeObjects.JSON.readTree(request.body());
        var type = request.headers().getOrDefault("Content-Type", List.of("")).getFirst();
        var after = type.startsWith("application/json-patch")
                ? (ObjectNode) JsonPatch.apply(patch, before.deepCopy())
                : merge(before.deepCopy(), patch, type.startsWith("application/strategic-merge-patch"));
        var version = patch.at("/metadata/resourceVersion").asText();
        if (!version.isEmpty()
                && !version.equals(before.at("/metadata/resourceVersion").asText())) {
            throw new Refused(409, "Conflict", "the object has been modified");
        }
        var uid = patch.at("/metadata/uid").asText();
        if (!uid.isEmpty() && !uid.equals(before.at("/metadata/uid").asText())) {
            throw new Refused(409, "Conflict", "the object has another uid");
        }
        return store(path, before, after);
    }

    private static ObjectNode merge(ObjectNode target, JsonNode patch, boolean strategic) {
        patch.properties().forEach(field -> {
            var name = field.getKey();
            var value = field.getValue();
            if (value.isNull()) {
                target.remove(name);
            } else if (value.isObject() && target.path(name).isObject()) {
                merge((ObjectNode) target.get(name), value, strategic);
            } else if (strategic && MERGE_KEYS.containsKey(name) && value.isArray()) {
                mergeList(target.withArray("/" + name), value, MERGE_KEYS.get(name));
            } else {
                target.set(name, value);
            }
        });
        return target;
    }

    private static void mergeList(ArrayNode target, JsonNode patch, String key) {
        for (var item : patch) {
            for (int i = target.size() - 1; i >= 0; i--) {
                if (target.get(i).path(key).equals(item.path(key))) {
                    target.remove(i);
                }
            }
            if (!item.path("$patch").asText().equals("delete")) {
                target.add(item);
            }
        }
    }

    private ObjectNode deleteAll(FakePath path, Map<String, String> query) throws IOException {
        for (var object : objects.list(path.prefix())) {
            if (selects(query, object)) {
                delete(path.named(object.at("/metadata/name").asText()), new byte[0]);
            }
        }
        return FakeObjects.JSON.createObjectNode().put("kind", "Status").put("status", "Success");
    }

    private ObjectNode delete(FakePath path, byte[] body) {
        var object = existing(path);
        JsonNode options;
        try {
            options = body.length == 0 ? FakeObjects.JSON.createObjectNode() : FakeObjects.JSON.readTree(body);
        } catch (IOException e) {
            throw new Refused(400, "BadRequest", "delete options: " + e.getMessage());
        }
        var uid = options.at("/preconditions/uid").asText();
        if (!uid.isEmpty() && !uid.equals(object.at("/metadata/uid").asText())) {
            throw new Refused(409, "Conflict", "the UID in the precondition does not match");
        }
        var metadata = metadata(object);
        var policy = options.path("propagationPolicy").asText();
        if (policy.equals("Foreground")) {
            metadata.withArray("/finalizers").add("foregroundDeletion");
        } else if (policy.equals("Orphan")) {
            metadata.withArray("/finalizers").add("orphan");
        }
        if (isReleased(path, object)) {
            return objects.remove(path.collection(), path.key());
        }
        if (path.plural().equals("namespaces")) {
            object.withObject("/status").put("phase", "Terminating");
        }
        if (!metadata.has("deletionTimestamp")) {
            metadata.put("deletionTimestamp", Timestamps.time(clock.instant()));
        }
        return objects.put(path.collection(), path.key(), object);
    }

    private void watch(FakePath path, Map<String, String> query, ResponseSink sink)
            throws IOException, InterruptedException {
        FakeObjects.Watcher watcher;
        synchronized (this) {
            var from = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
            if (!objects.isRetained(from)) {
                throw new Refused(410, "Expired", "too old resource version: " + from);
            }
            watcher = objects.watch(path.collection(), from);
        }
        sink.onCancel(() -> objects.end(watcher));
        sink.start(200, Map.of("Content-Type", List.of(JSON_TYPE)));
        for (var change = watcher.changes().take();
                !change.type().equals("END");
                change = watcher.changes().take()) {
            if (change.type().equals(FakeObjects.BOOKMARK)
                    || (selects(query, change.object()) && path.includes(change.object()))) {
                var event = FakeObjects.JSON.createObjectNode().put("type", change.type());
                event.set("object", change.object());
                sink.write(ByteBuffer.wrap((event + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        }
        sink.end();
    }
}
