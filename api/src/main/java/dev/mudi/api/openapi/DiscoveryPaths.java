package dev.mudi.api.openapi;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The paths of a document that tell what there is: resources of a group and version; also groups, versions, the version of the server
 * and the keys of its tokens, which v2 has in its one document and v3 in one each.
 */
final class DiscoveryPaths {
    private static final String GROUP_LIST = Operation.META + "APIGroupList";
    private static final String GROUP = Operation.META + "APIGroup";
    static final String RESOURCES = Operation.META + "APIResourceList";
    private static final String VERSIONS = Operation.META + "APIVersions";

    /** The type of what a server says of itself, of which the catalog knows nothing. */
    static final String INFO = "io.k8s.apimachinery.pkg.version.Info";

    private static final List<String> INFO_REQUIRED = List.of(
            "major",
            "minor",
            "gitVersion",
            "gitCommit",
            "gitTreeState",
            "buildDate",
            "goVersion",
            "compiler",
            "platform");
    private static final List<String> INFO_OPTIONAL =
            List.of("emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor");

    /** The other types of their answers. */
    static final List<String> TYPES = List.of(GROUP_LIST, GROUP, RESOURCES, VERSIONS);

    private static final List<String> ENCODINGS =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    private static final List<String> JSON = List.of("application/json");

    private final Map<String, Root> paths = new LinkedHashMap<>();
    private final Dialect dialect;

    /** A path, what it is, and the type of its answers; empty for a text. */
    record Root(String path, ObjectValue item, String type) {
        /** Where a v3 document tells of it alone: its path without slashes around it. */
        String place() {
            return path.substring(1, path.length() - 1);
        }
    }

    DiscoveryPaths(Dialect dialect, List<ResourceDefinition> resources) {
        this.dialect = dialect;
        var builtIn =
                resources.stream().filter(one -> !ResourcePaths.isCustom(one)).toList();
        if (dialect == Dialect.V2) {
            addServer();
            builtIn.forEach(this::addGroup);
        }
        builtIn.forEach(this::addVersion);
    }

    private DiscoveryPaths(Dialect dialect) {
        this.dialect = dialect;
    }

    /** What there is above the versions; each has a v3 document of its own. */
    static Collection<Root> roots(Collection<ResourceDefinition> resources) {
        var roots = new DiscoveryPaths(Dialect.V3);
        roots.addServer();
        resources.stream().filter(one -> !ResourcePaths.isCustom(one)).forEach(roots::addGroup);
        return roots.paths.values();
    }

    /** The kinds that the types of answers are. */
    static Map<String, ArrayValue> kinds() {
        var kinds = new HashMap<String, ArrayValue>();
        for (var type : TYPES) {
            var kind = type.substring(Operation.META.length());
            kinds.put(type, ArrayValue.of(TypeNames.groupVersionKind("", "v1", kind)));
        }
        return kinds;
    }

    private void addServer() {
        add("/api/", "getCoreAPIVersions", "core", ENCODINGS, VERSIONS);
        add("/apis/", "getAPIVersions", "apis", ENCODINGS, GROUP_LIST);
        add("/version/", "getCodeVersion", "version", JSON, INFO);
        add("/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration", "WellKnown", JSON, "");
        add(
                "/openid/v1/jwks/",
                "getServiceAccountIssuerOpenIDKeyset",
                "openid",
                List.of("application/jwk-set+json"),
                "");
    }

    /** What a server says of itself; v3 states what is there if nothing is said. */
    static ObjectValue info(Dialect dialect) {
        var text = LeafTypes.type("string", "");
        var always = dialect == Dialect.V3 ? text.with("default", "") : text;
        var properties = ObjectValue.builder();
        INFO_REQUIRED.forEach(name -> properties.put(name, always));
        INFO_OPTIONAL.forEach(name -> properties.put(name, text));
        return LeafTypes.type("object", "")
                .with("description", "Which version of Kubernetes a server is, and how it was built.")
                .with("required", ArrayValue.ofStrings(INFO_REQUIRED))
                .with("properties", properties.build());
    }

    private void addGroup(ResourceDefinition resource) {
        var id = "get" + TypeNames.groupInIds(resource);
        var tag = TypeNames.tag(resource);
        if (!resource.group().isEmpty()) {
            var groupId = id.substring(0, id.length() - resource.version().length()) + "APIGroup";
            add("/apis/" + resource.group() + "/", groupId, tag.substring(0, tag.indexOf('_')), ENCODINGS, GROUP);
        }
    }

    private void addVersion(ResourceDefinition resource) {
        var id = "get" + TypeNames.groupInIds(resource);
        var tag = TypeNames.tag(resource);
        var root = resource.group().isEmpty() ? "/api/" : "/apis/";
        add(root + resource.apiVersion() + "/", id + "APIResources", tag, ENCODINGS, RESOURCES);
    }

    private void add(String path, String id, String tag, List<String> encodings, String type) {
        var schema = type.isEmpty() ? LeafTypes.type("string", "") : dialect.plainReference(type);
        var operation = ObjectValue.builder().put("operationId", id).put("tags", ArrayValue.of(Value.of(tag)));
        var answer = ObjectValue.builder().put("description", "OK");
        if (dialect == Dialect.V2) {
            if (!type.isEmpty()) {
                operation.put("consumes", ArrayValue.ofStrings(encodings));
            }
            operation.put("produces", ArrayValue.ofStrings(encodings)).put("schemes", ArrayValue.of(Value.of("https")));
            answer.put("schema", schema);
        } else {
            answer.put("content", PathItems.content(encodings, schema));
        }
        var refusal = ObjectValue.of("description", Value.of("Unauthorized"));
        operation.put("responses", ObjectValue.of("200", answer.build(), "401", refusal));
        paths.put(path, new Root(path, ObjectValue.of("get", operation.build()), type));
    }

    void forEach(BiConsumer<String, ObjectValue> action) {
        paths.forEach((path, root) -> action.accept(path, root.item()));
    }
}
