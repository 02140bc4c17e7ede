package dev.mudi.api.patch;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;

/** What can be wrong with a strategic merge patch, in upstream's words. Where upstream answers 500, the answer is 400. */
final class PatchErrors {
    static final String PRIMITIVE_LIST = "invalid patch format of primitive list";
    static final String RETAIN_KEYS = "invalid patch format of retainKeys";
    static final String ELEMENT_ORDER = "invalid patch format of setElementOrder list";
    static final String LISTS_OF_LISTS = "lists of lists are not supported";

    private PatchErrors() {}

    static StatusException bad(String message) {
        return StatusException.badRequest(message);
    }

    static StatusException noMergeKey(Value item, String key) {
        return bad("map: " + text(item) + " does not contain declared merge key: " + key);
    }

    static StatusException unknownDirective(ObjectValue item) {
        return bad("unknown patch type: " + item.string(StrategicMergePatch.PATCH) + " in map: " + text(item));
    }

    private static String text(Value value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
