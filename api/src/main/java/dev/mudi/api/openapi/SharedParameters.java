package dev.mudi.api.openapi;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The parameters that many operations of a v2 document have: each stands in the document once, under its name and the beginning of a
 * hash, and is referred to. For one document.
 */
final class SharedParameters {
    /** kubectl looks for these among the parameters of an operation, and follows no reference. */
    private static final List<String> IN_PLACE = List.of("dryRun", "fieldValidation");

    private static final int HASH_BYTES = 6;

    private final Map<ObjectValue, ObjectValue> references = new HashMap<>();
    private final Map<String, ObjectValue> byKey = new TreeMap<>();

    /** A parameter as it stands with an operation: itself, or a reference to it. */
    ObjectValue inDocument(ObjectValue parameter) {
        var name = parameter.string("name");
        boolean ofOne = name.equals("name") || (name.equals("body") && !isOfAll(parameter));
        if (ofOne || IN_PLACE.contains(name)) {
            return parameter;
        }
        return references.computeIfAbsent(parameter, this::share);
    }

    /** Bodies are of a kind each, but for options of deletions and patches. */
    private static boolean isOfAll(ObjectValue body) {
        var type = body.object("schema").string("$ref");
        return type.endsWith(Operation.DELETE_OPTIONS) || type.endsWith(Operation.PATCH);
    }

    private ObjectValue share(ObjectValue parameter) {
        var key = parameter.string("name") + "-" + hash(parameter);
        byKey.put(key, parameter);
        return ObjectValue.of("$ref", Value.of("#/parameters/" + key));
    }

    private static String hash(ObjectValue parameter) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(Json.write(parameter));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Calls back with the key of each parameter that was referred to, in order. */
    void forEach(BiConsumer<String, ObjectValue> action) {
        byKey.forEach(action);
    }
}
