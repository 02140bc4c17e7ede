package dev.mudi.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.List;

/** A request's path, taken apart. {@code collection} is the resource over all namespaces. */
record FakePath(String groupVersion, String namespace, String plural, String name, String subresource) {
    static FakePath parse(String path) {
        var parts = new ArrayDeque<>(List.of(path.substring(1).split("/", -1)));
        var groupVersion = parts.remove().equals("api") ? parts.remove() : parts.remove() + "/" + parts.remove();
        var namespace = "";
        if (parts.size() > 2 && parts.peek().equals("namespaces") && !isSubresource(parts)) {
            parts.remove();
            namespace = parts.remove();
        }
        var plural = parts.remove();
        var name = parts.isEmpty() ? "" : parts.remove();
        return new FakePath(groupVersion, namespace, plural, name, parts.isEmpty() ? "" : parts.remove());
    }

    /** {@code namespaces/x/status} and {@code namespaces/x/finalize} are about the namespace itself. */
    private static boolean isSubresource(ArrayDeque<String> parts) {
        return parts.size() == 3 && List.of("status", "finalize").contains(parts.peekLast());
    }

    String collection() {
        return groupVersion + "/" + plural;
    }

    String prefix() {
        return collection() + "/" + (namespace.isEmpty() ? "" : namespace + "/");
    }

    String key() {
        return collection() + "/" + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    FakePath named(String other) {
        return new FakePath(groupVersion, namespace, plural, other, "");
    }

    FakePath withoutSubresource() {
        return named(name);
    }

    boolean includes(JsonNode object) {
        return namespace.isEmpty() || object.at("/metadata/namespace").asText().equals(namespace);
    }
}
