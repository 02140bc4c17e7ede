package dev.mudi.kubelet.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The strategic merge patch between two statuses: the fields that changed, lists as the API merges them (conditions by type,
 * addresses by ip, container statuses as a whole). Pure.
 */
public final class StatusPatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lists that the API merges by a key, with that key. */
    private static final Map<String, String> MERGED = Map.of("conditions", "type", "podIPs", "ip", "hostIPs", "ip");

    private StatusPatch() {}

    /**
     * @param uid of the pod: the patch does nothing to another pod of the same name
     * @return the patch, empty when there is nothing to say
     */
    public static Optional<String> between(String uid, PodStatus before, PodStatus after) {
        ObjectNode old = JSON.valueToTree(before);
        ObjectNode wanted = JSON.valueToTree(after);
        prune(old);
        prune(wanted);
        var status = JSON.createObjectNode();
        wanted.properties().forEach(field -> {
            var was = old.get(field.getKey());
            if (field.getValue().equals(was)) {
                return;
            }
            var key = MERGED.get(field.getKey());
            status.set(
                    field.getKey(),
                    key == null || was == null
                            ? field.getValue()
                            : merge(key, (ArrayNode) was, (ArrayNode) field.getValue()));
        });
        old.fieldNames().forEachRemaining(name -> {
            if (!wanted.has(name)) {
                status.putNull(name);
            }
        });
        if (status.isEmpty()) {
            return Optional.empty();
        }
        var patch = JSON.createObjectNode();
        patch.putObject("metadata").put("uid", uid);
        patch.set("status", status);
        return Optional.of(patch.toString());
    }

    private static ArrayNode merge(String key, ArrayNode was, ArrayNode wanted) {
        var patch = JSON.createArrayNode();
        Map<String, JsonNode> gone = new LinkedHashMap<>();
        was.forEach(item -> gone.put(item.path(key).asText(), item));
        for (var item : wanted) {
            var before = gone.remove(item.path(key).asText());
            if (!item.equals(before)) {
                patch.add(before == null ? item : withNulls(before, item));
            }
        }
        gone.values().forEach(item -> patch.addObject().put("$patch", "delete").set(key, item.get(key)));
        return patch;
    }

    /** An item is merged field by field: what it no longer has must be said. */
    private static JsonNode withNulls(JsonNode before, JsonNode after) {
        ObjectNode merged = after.deepCopy();
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) {
                merged.putNull(name);
            }
        });
        return merged;
    }

    /** Drops nulls and empty containers, which the API doesn't tell from absence. */
    private static void prune(ObjectNode node) {
        var fields = node.properties().iterator();
        while (fields.hasNext()) {
            var value = fields.next().getValue();
            if (value.isNull() || (value.isArray() && value.isEmpty())) {
                fields.remove();
            }
        }
    }
}
