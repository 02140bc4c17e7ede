package dev.mudi.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** The discovery documents of a {@link FakeApiServer}. */
final class FakeDiscovery {
    private static final Set<String> VERBS =
            Set.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private final List<ApiResource> resources = new CopyOnWriteArrayList<>(List.of(
            resource("", "v1", "pods", "Pod", true),
            resource("", "v1", "services", "Service", true),
            resource("", "v1", "configmaps", "ConfigMap", true),
            resource("", "v1", "secrets", "Secret", true),
            resource("", "v1", "namespaces", "Namespace", false),
            resource("", "v1", "nodes", "Node", false),
            resource("apps", "v1", "deployments", "Deployment", true),
            resource("apps", "v1", "replicasets", "ReplicaSet", true),
            resource("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false)));

    static ApiResource resource(String group, String version, String plural, String kind, boolean namespaced) {
        return new ApiResource(group, version, plural, kind, namespaced, VERBS);
    }

    void add(ApiResource resource) {
        resources.add(resource);
    }

    /** The document at the path, if it is one of discovery's. */
    Optional<ObjectNode> answer(String path) {
        if (path.equals("/apis")) {
            return Optional.of(groups());
        }
        if (path.equals("/api/v1")) {
            return Optional.of(list("", "v1"));
        }
        var parts = List.of(path.split("/", -1));
        return parts.size() == 4 && parts.get(1).equals("apis")
                ? Optional.of(list(parts.get(2), parts.get(3)))
                : Optional.empty();
    }

    private ObjectNode groups() {
        var document =
                FakeObjects.JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        var list = document.putArray("groups");
        Set<String> names = new TreeSet<>();
        resources.forEach(resource -> names.add(resource.group()));
        names.remove("");
        for (var name : names) {
            var version = resources.stream()
                    .filter(resource -> resource.group().equals(name))
                    .map(ApiResource::version)
                    .findFirst()
                    .orElseThrow();
            var group = list.addObject().put("name", name);
            group.putArray("versions")
                    .addObject()
                    .put("groupVersion", name + "/" + version)
                    .put("version", version);
            group.putObject("preferredVersion")
                    .put("groupVersion", name + "/" + version)
                    .put("version", version);
        }
        return document;
    }

    private ObjectNode list(String group, String version) {
        var document = FakeObjects.JSON
                .createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1");
        var list = document.put("groupVersion", group.isEmpty() ? version : group + "/" + version)
                .putArray("resources");
        for (var resource : resources) {
            if (resource.group().equals(group) && resource.version().equals(version)) {
                var verbs = list.addObject()
                        .put("name", resource.plural())
                        .put("singularName", "")
                        .put("namespaced", resource.namespaced())
                        .put("kind", resource.kind())
                        .putArray("verbs");
                resource.verbs().forEach(verbs::add);
            }
        }
        return document;
    }
}
