package dev.mudi.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/{namespace}/deployments/{name}";

    private final ResourceRegistry registry = ResourceRegistry.builtIn((group, resource) -> Strategy.NONE);
    private final OpenApi openApi = new OpenApi("v1.36.0", CustomSchemas.NONE);

    private ObjectValue v3(String group, String version) throws MalformedException {
        return Json.parseObject(openApi.v3(registry.all(group, version)));
    }

    private static ObjectValue at(ObjectValue object, String... path) {
        return (ObjectValue) object.at(path).orElseThrow();
    }

    private static void references(Value value, Set<String> found) {
        switch (value) {
            case ObjectValue object ->
                object.forEach((name, inner) -> {
                    if (name.equals("$ref")
                            && inner instanceof StringValue(var text)
                            && !text.startsWith("#/parameters/")) {
                        found.add(text.substring(text.lastIndexOf('/') + 1));
                    }
                    references(inner, found);
                });
            case ArrayValue array -> array.items().forEach(item -> references(item, found));
            default -> {}
        }
    }

    @Test
    void namesTheTextsThatAFieldMayHave() throws MalformedException {
        var schemas = at(v3("apps", "v1"), "components", "schemas");

        assertThat(at(schemas, "io.k8s.api.core.v1.Container", "properties", "imagePullPolicy")
                        .array("enum")
                        .strings())
                .containsExactly("Always", "IfNotPresent", "Never");
        assertThat(at(schemas, "io.k8s.api.core.v1.PersistentVolumeClaimSpec", "properties", "accessModes", "items")
                        .array("enum")
                        .strings())
                .containsExactly("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
        var statuses = at(
                v3("", "v1"),
                "components",
                "schemas",
                "io.k8s.api.core.v1.PersistentVolumeClaimStatus",
                "properties",
                "allocatedResourceStatuses");
        assertThat(statuses.object("additionalProperties").array("enum").strings())
                .contains("NodeResizePending");
        assertThat(statuses.string("x-kubernetes-map-type")).isEqualTo("granular");
        var rule = at(
                v3("apiextensions.k8s.io", "v1"),
                "components",
                "schemas",
                "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ValidationRule");
        assertThat(at(rule, "properties", "reason").array("enum").strings()).contains("FieldValueForbidden");
    }

    @Test
    void whatNeedNotBeSentIsNotSaidToBeRequired() throws MalformedException {
        var shared = Json.parseObject(openApi.v2Json(registry.all())).object("parameters");
        var bodies = new ArrayList<ObjectValue>();
        shared.forEach((name, parameter) -> {
            if (parameter instanceof ObjectValue one && one.string("in").equals("body")) {
                bodies.add(one);
            }
        });

        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy(body -> assertThat(body.has("required"))
                        .isEqualTo(!body.object("schema").string("$ref").endsWith("DeleteOptions")));
    }

    @Test
    void whatCannotBeKeptNeedsNoTypesOfWhatIs() throws MalformedException {
        var schemas = at(v3("authorization.k8s.io", "v1"), "components", "schemas");

        assertThat(schemas.names())
                .contains("io.k8s.api.authorization.v1.SubjectAccessReview")
                .doesNotContain(Operation.DELETE_OPTIONS, Operation.PATCH);
    }

    @Test
    void whatIsAboveTheVersionsHasADocumentEach() throws MalformedException {
        var index = Json.parseObject(openApi.v3Index(registry.all())).object("paths");
        assertThat(index.names())
                .contains("api", "apis", "apis/apps", "version", ".well-known/openid-configuration", "openid/v1/jwks");

        var group = Json.parseObject(
                openApi.v3("apis/apps", registry.all()).orElseThrow().json());
        assertThat(group.object("paths").names()).containsExactly("/apis/apps/");
        assertThat(at(group, "paths", "/apis/apps/", "get").string("operationId"))
                .isEqualTo("getAppsAPIGroup");
        assertThat(at(group, "components", "schemas").names())
                .containsExactly(
                        Operation.META + "APIGroup",
                        Operation.META + "GroupVersionForDiscovery",
                        Operation.META + "ServerAddressByClientCIDR");
        var keys = Json.parseObject(
                openApi.v3("openid/v1/jwks", registry.all()).orElseThrow().json());
        assertThat(keys.object("components").names()).containsExactly("securitySchemes");
        var version = Json.parseObject(
                openApi.v3("version", registry.all()).orElseThrow().json());
        assertThat(at(version, "components", "schemas", "io.k8s.apimachinery.pkg.version.Info", "properties", "major")
                        .has("default"))
                .isTrue();
        assertThat(openApi.v3("apis/none", registry.all())).isEmpty();
    }

    @Test
    void describesTypesWithWhatPatchesAndExplainNeed() throws MalformedException {
        var schemas = at(v3("apps", "v1"), "components", "schemas");
        var spec = at(schemas, "io.k8s.api.apps.v1.DeploymentSpec");
        assertThat(spec.array("required").strings()).containsExactly("selector", "template");
        assertThat(at(spec, "properties", "strategy").string("x-kubernetes-patch-strategy"))
                .isEqualTo("retainKeys");
        assertThat(at(spec, "properties", "replicas"))
                .satisfies(replicas -> assertThat(replicas.string("format")).isEqualTo("int32"))
                .satisfies(
                        replicas -> assertThat(replicas.string("description")).isNotEmpty());
        var containers = at(schemas, "io.k8s.api.core.v1.PodSpec", "properties", "containers");
        assertThat(containers.string("x-kubernetes-patch-merge-key")).isEqualTo("name");
        assertThat(containers.string("x-kubernetes-list-type")).isEqualTo("map");
        assertThat(containers.array("x-kubernetes-list-map-keys").strings()).containsExactly("name");
        assertThat(containers.object("items"))
                .isEqualTo(Json.object("{\"$ref\":\"#/components/schemas/io.k8s.api.core.v1.Container\"}"));
        assertThat(at(schemas, "io.k8s.api.apps.v1.Deployment")
                        .array("x-kubernetes-group-version-kind")
                        .object(0))
                .isEqualTo(Json.object("{\"group\":\"apps\",\"version\":\"v1\",\"kind\":\"Deployment\"}"));
        assertThat(at(schemas, "io.k8s.api.core.v1.SeccompProfile").has("x-kubernetes-unions"))
                .isTrue();
        assertThat(at(schemas, "io.k8s.apimachinery.pkg.util.intstr.IntOrString")
                        .has("oneOf"))
                .isTrue();
    }

    @Test
    void everyReferenceOfEveryDocumentHasItsType() throws MalformedException {
        for (var group : registry.groups()) {
            for (var version : group.versions()) {
                var document = v3(group.name(), version);
                var found = new TreeSet<String>();
                references(document, found);
                assertThat(new HashSet<>(at(document, "components", "schemas").names()))
                        .containsAll(found);
            }
        }
        var v2 = Json.parseObject(openApi.v2Json(registry.all()));
        var found = new TreeSet<String>();
        references(v2, found);
        assertThat(new HashSet<>(v2.object("definitions").names())).containsAll(found);
    }

    @Test
    void tellsKubectlThatPatchesTakeFieldValidation() throws MalformedException {
        for (var document : List.of(v3("apps", "v1"), Json.parseObject(openApi.v2Json(registry.all())))) {
            var patch = at(document, "paths", DEPLOYMENT, "patch");
            assertThat(patch.array("parameters").objects().map(one -> one.string("name")))
                    .contains("fieldValidation", "dryRun");
            assertThat(patch.object("x-kubernetes-group-version-kind").string("kind"))
                    .isEqualTo("Deployment");
            assertThat(patch.string("x-kubernetes-action")).isEqualTo("patch");
            assertThat(patch.string("operationId")).isEqualTo("patchAppsV1NamespacedDeployment");
        }
    }

    @Test
    void givesSubresourcesTheKindsThatTheyTake() throws MalformedException {
        var paths = v3("", "v1").object("paths");
        assertThat(at(
                        paths,
                        "/api/v1/namespaces/{namespace}/pods/{name}/eviction",
                        "post",
                        "x-kubernetes-group-version-kind"))
                .isEqualTo(Json.object("{\"group\":\"policy\",\"version\":\"v1\",\"kind\":\"Eviction\"}"));
        assertThat(at(paths, "/api/v1/namespaces/{namespace}/pods/{name}/exec", "get")
                        .string("operationId"))
                .isEqualTo("connectCoreV1GetNamespacedPodExec");
        assertThat(at(paths, "/api/v1/namespaces/{namespace}/pods/{name}/log", "get")
                        .string("operationId"))
                .isEqualTo("readCoreV1NamespacedPodLog");
    }

    @Test
    void saysOfDeletionsWhatTheyAnswerWith() throws MalformedException {
        var paths = v3("", "v1").object("paths");
        assertThat(answerOfDelete(paths, "/api/v1/namespaces/{namespace}/pods/{name}"))
                .endsWith("io.k8s.api.core.v1.Pod");
        for (var path : List.of("/api/v1/namespaces/{name}", "/api/v1/namespaces/{namespace}/configmaps/{name}")) {
            assertThat(answerOfDelete(paths, path)).endsWith("meta.v1.Status");
        }
    }

    private static String answerOfDelete(ObjectValue paths, String path) {
        return at(paths, path, "delete", "responses", "200", "content", "application/json", "schema")
                .string("$ref");
    }

    @Test
    void publishesTheDeprecatedPathsOfWatches() throws MalformedException {
        for (var paths : List.of(
                v3("", "v1").object("paths"),
                Json.parseObject(openApi.v2Json(registry.all())).object("paths"))) {
            assertThat(at(paths, "/api/v1/watch/pods", "get").string("operationId"))
                    .isEqualTo("watchCoreV1PodListForAllNamespaces");
            assertThat(at(paths, "/api/v1/watch/namespaces/{namespace}/pods", "get")
                            .string("x-kubernetes-action"))
                    .isEqualTo("watchlist");
            assertThat(at(paths, "/api/v1/watch/nodes", "get").string("operationId"))
                    .isEqualTo("watchCoreV1NodeList");
            var one = at(paths, "/api/v1/watch/namespaces/{namespace}/pods/{name}", "get");
            assertThat(one.string("operationId")).isEqualTo("watchCoreV1NamespacedPod");
            assertThat(one.string("description")).contains("deprecated");
            assertThat(paths.names()).noneMatch(path -> path.contains("/watch/") && path.contains("reviews"));
        }
    }

    @Test
    void givesConnectionsTheirParameters() throws MalformedException {
        var paths = v3("", "v1").object("paths");
        var pod = "/api/v1/namespaces/{namespace}/pods/{name}";
        assertThat(parameters(at(paths, pod + "/exec")))
                .containsExactly("command", "container", "name", "namespace", "stderr", "stdin", "stdout", "tty");
        assertThat(parameters(at(paths, pod + "/portforward"))).containsExactlyInAnyOrder("name", "namespace", "ports");
        assertThat(parameters(at(paths, pod + "/log"))).contains("follow", "tailLines", "pretty");
        var proxy = at(paths, pod + "/proxy/{path}");
        assertThat(parameters(proxy)).containsExactlyInAnyOrder("name", "namespace", "path", "path");
        assertThat(proxy.object("head").string("operationId")).isEqualTo("connectCoreV1HeadNamespacedPodProxyWithPath");
    }

    @Test
    void everyKindOfOperationHasTheParametersThatItTakes() throws MalformedException {
        var paths = v3("apps", "v1").object("paths");
        var all = "/apis/apps/v1/namespaces/{namespace}/deployments";
        var page = List.of(
                "continue",
                "fieldSelector",
                "labelSelector",
                "limit",
                "resourceVersion",
                "resourceVersionMatch",
                "sendInitialEvents",
                "shardSelector",
                "timeoutSeconds");
        var deletion = List.of(
                "dryRun",
                "gracePeriodSeconds",
                "ignoreStoreReadErrorWithClusterBreakingPotential",
                "orphanDependents",
                "propagationPolicy");

        assertThat(parameters(at(paths, all, "get")))
                .containsExactlyInAnyOrderElementsOf(joined(page, List.of("watch", "allowWatchBookmarks")));
        assertThat(parameters(at(paths, "/apis/apps/v1/watch/namespaces/{namespace}/deployments")))
                .containsExactlyInAnyOrderElementsOf(
                        joined(page, List.of("watch", "allowWatchBookmarks", "namespace", "pretty")));
        assertThat(parameters(at(paths, all, "delete"))).containsExactlyInAnyOrderElementsOf(joined(page, deletion));
        assertThat(parameters(at(paths, all + "/{name}", "delete"))).containsExactlyInAnyOrderElementsOf(deletion);
        assertThat(parameters(at(paths, all, "post")))
                .containsExactlyInAnyOrder("dryRun", "fieldManager", "fieldValidation");
        assertThat(parameters(at(paths, all + "/{name}", "put")))
                .containsExactlyInAnyOrder("dryRun", "fieldManager", "fieldValidation");
        assertThat(parameters(at(paths, all + "/{name}", "patch")))
                .containsExactlyInAnyOrder("dryRun", "fieldManager", "fieldValidation", "force");
        assertThat(parameters(at(paths, all + "/{name}", "get"))).isEmpty();
        assertThat(at(paths, all + "/{name}", "put", "requestBody").bool("required"))
                .isTrue();
        assertThat(at(paths, all + "/{name}", "delete", "requestBody").has("required"))
                .isFalse();
    }

    @Test
    void onlyV3StatesDefaultsAndThoseOfWhatIsAlwaysWritten() throws MalformedException {
        var ref = "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
        var v3 = at(v3("apps", "v1"), "components", "schemas");
        assertThat(at(v3, "io.k8s.api.apps.v1.ReplicaSetStatus", "properties", "replicas")
                        .get("default"))
                .contains(Value.of(0));
        assertThat(at(v3, "io.k8s.api.core.v1.Container", "properties", "name").get("default"))
                .contains(Value.of(""));
        assertThat(at(v3, "io.k8s.api.core.v1.Container", "properties", "image").has("default"))
                .isFalse();
        var meta = at(v3, "io.k8s.api.apps.v1.Deployment", "properties", "metadata");
        assertThat(meta.array("allOf").object(0).string("$ref")).isEqualTo(ref);
        assertThat(meta.object("default")).isEqualTo(ObjectValue.EMPTY);

        var v2 = Json.parseObject(openApi.v2Json(registry.all())).object("definitions");
        assertThat(at(v2, "io.k8s.api.core.v1.ConfigMapEnvSource", "properties", "name")
                        .has("default"))
                .isFalse();
    }

    @Test
    void everyDocumentTellsWhereTheResourcesOfItsGroupAre() throws MalformedException {
        var document = v3("apps", "v1");
        assertThat(at(document, "paths", "/apis/apps/v1/", "get").string("operationId"))
                .isEqualTo("getAppsV1APIResources");
        assertThat(at(document, "components", "schemas", "io.k8s.apimachinery.pkg.apis.meta.v1.APIResourceList")
                        .array("x-kubernetes-group-version-kind")
                        .object(0)
                        .string("kind"))
                .isEqualTo("APIResourceList");
        assertThat(at(
                                v3("", "v1"),
                                "paths",
                                "/api/v1/namespaces/{namespace}/pods/{name}/log",
                                "get",
                                "responses",
                                "200",
                                "content")
                        .names())
                .contains("text/plain", "application/json");
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<String> parameters(ObjectValue item) {
        return item.array("parameters").objects().map(one -> one.string("name")).toList();
    }

    @Test
    void sharesTheParametersOfManyOperations() throws MalformedException, InvalidProtocolBufferException {
        var document = Json.parseObject(openApi.v2Json(registry.all()));
        var pods = at(document, "paths", "/api/v1/pods");
        var list = pods.array("parameters");

        assertThat(pods.object("get").has("parameters"))
                .as("what a single operation takes stands with its path")
                .isFalse();

        assertThat(list.objects()).isNotEmpty().allSatisfy(parameter -> {
            var key = parameter.string("$ref").substring("#/parameters/".length());
            assertThat(key).startsWith(at(document, "parameters", key).string("name") + "-");
        });
        assertThat(at(document, "paths", DEPLOYMENT, "patch")
                        .array("parameters")
                        .objects()
                        .filter(parameter -> parameter.has("name"))
                        .map(parameter -> parameter.string("name")))
                .as("kubectl follows no references")
                .containsExactlyInAnyOrder("dryRun", "fieldValidation");
        var protobuf = UnknownFieldSet.parseFrom(openApi.v2Protobuf(registry.all()));
        assertThat(names(protobuf, 10, 1))
                .isEqualTo(document.object("parameters").names());
    }

    @Test
    void tellsWhereDiscoveryIs() throws MalformedException {
        var paths = Json.parseObject(openApi.v2Json(registry.all())).object("paths");

        assertThat(at(paths, "/apis/rbac.authorization.k8s.io/", "get").string("operationId"))
                .isEqualTo("getRbacAuthorizationAPIGroup");
        assertThat(at(paths, "/api/v1/", "get").string("operationId")).isEqualTo("getCoreV1APIResources");
        assertThat(at(paths, "/version/", "get", "responses", "200", "schema").string("$ref"))
                .endsWith("version.Info");
    }

    @Test
    void idsOfOperationsAreUnique() throws MalformedException {
        var ids = new ArrayList<String>();
        var document = Json.parseObject(openApi.v2Json(registry.all()));
        document.object("paths")
                .forEach((path, item) -> ((ObjectValue) item).forEach((method, operation) -> {
                    if (operation instanceof ObjectValue one) {
                        ids.add(one.string("operationId"));
                    }
                }));
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(500);
    }

    @Test
    void indexesTheDocumentsByHash() throws MalformedException {
        var index = Json.parseObject(openApi.v3Index(registry.all())).object("paths");
        assertThat(index.names()).contains("api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1");
        assertThat(index.object("apis/apps/v1").string("serverRelativeURL"))
                .matches("/openapi/v3/apis/apps/v1\\?hash=[0-9A-F]{64}");
        var more = new ArrayList<>(registry.all("apps", "v1"));
        var hash = openApi.v3Hash(more);
        more.removeLast();
        assertThat(openApi.v3Hash(more)).isNotEqualTo(hash);
    }

    @Test
    void describesCustomResourcesByTheSchemasThatTheyState() throws MalformedException {
        var resource = ResourceDefinition.builder(
                        new ResourceName("example.org", "v1", "things"), "Thing", Struct.of(List.of()))
                .build();
        var stated = Json.object(
                "{\"properties\":{\"spec\":{\"oneOf\":[],\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\",\"nullable\":true}}}}}");
        var custom = new OpenApi("v1.36.0", one -> Optional.of(stated));
        var v3 = at(Json.parseObject(custom.v3(List.of(resource))), "components", "schemas", "org.example.v1.Thing");
        assertThat(at(v3, "properties", "spec").has("oneOf")).isTrue();
        assertThat(at(v3, "properties").names()).contains("apiVersion", "kind", "metadata");
        var v2 = at(Json.parseObject(custom.v2Json(List.of(resource))), "definitions", "org.example.v1.Thing");
        assertThat(at(v2, "properties", "spec").has("oneOf")).isFalse();
        assertThat(at(v2, "properties", "spec", "properties", "a").has("nullable"))
                .isFalse();
        assertThat(at(
                        Json.parseObject(custom.v3(List.of(resource))),
                        "components",
                        "schemas",
                        "org.example.v1.ThingList"))
                .isNotNull();
        assertThat(custom.v2Protobuf(List.of(resource))).isNotEmpty();
        assertThat(at(
                                Json.parseObject(custom.v2Json(List.of(resource))),
                                "paths",
                                "/apis/example.org/v1/namespaces/{namespace}/things/{name}",
                                "patch")
                        .array("consumes")
                        .strings())
                .as("a patch that needs Go's types")
                .doesNotContain("application/strategic-merge-patch+json");
        var all = at(
                Json.parseObject(custom.v3(List.of(resource))),
                "paths",
                "/apis/example.org/v1/namespaces/{namespace}/things",
                "delete");
        assertThat(parameters(all)).contains("watch", "shardSelector").doesNotContain("dryRun");
        assertThat(all.has("requestBody")).isFalse();
    }

    @Test
    void writesTheSameTypesAndPathsAsProtobuf() throws MalformedException, InvalidProtocolBufferException {
        var json = Json.parseObject(openApi.v2Json(registry.all()));
        var document = UnknownFieldSet.parseFrom(openApi.v2Protobuf(registry.all()));
        assertThat(names(document, 9, 1)).isEqualTo(json.object("definitions").names());
        assertThat(names(document, 8, 2)).isEqualTo(json.object("paths").names());
        assertThat(document.getField(1).getLengthDelimitedList().getFirst().toStringUtf8())
                .isEqualTo("2.0");
    }

    private static List<String> names(UnknownFieldSet document, int section, int entry)
            throws InvalidProtocolBufferException {
        var names = new ArrayList<String>();
        var inner = UnknownFieldSet.parseFrom(
                document.getField(section).getLengthDelimitedList().getFirst());
        for (var one : inner.getField(entry).getLengthDelimitedList()) {
            names.add(UnknownFieldSet.parseFrom(one)
                    .getField(1)
                    .getLengthDelimitedList()
                    .getFirst()
                    .toStringUtf8());
        }
        return names;
    }
}
