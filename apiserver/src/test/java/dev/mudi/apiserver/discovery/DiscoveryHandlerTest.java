package dev.mudi.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.fixture.MemoryRequest;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiscoveryHandlerTest {
    private static final String AGGREGATED =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

    private final ResourceRegistry registry = ResourceRegistry.builtIn(Strategies::of);

    private MemoryResponse get(String path, String... headers) {
        var response = new MemoryResponse();
        var request = MemoryRequest.of("GET", path, "", headers);
        try (var handler = new DiscoveryHandler(registry, () -> "127.0.0.1:6443")) {
            assertThat(handler.handles(path)).isTrue();
            handler.handle(
                    new RequestContext(
                            request,
                            RequestInfo.of(request),
                            UserInfo.API_SERVER,
                            "audit",
                            Instant.EPOCH,
                            new Warnings()),
                    response);
        }
        return response;
    }

    @Test
    void listsTheResourcesOfAVersionWithTheirSubresources() {
        var resources = get("/apis/apps/v1").object().array("resources");

        assertThat(resources.objects().map(resource -> resource.string("name")))
                .contains("deployments", "deployments/scale", "deployments/status", "replicasets")
                .isSorted();
        var scale = resources
                .objects()
                .filter(resource -> resource.string("name").equals("deployments/scale"))
                .findFirst()
                .orElseThrow();
        assertThat(scale.string("group")).isEqualTo("autoscaling");
        assertThat(scale.string("kind")).isEqualTo("Scale");
    }

    @Test
    void aggregatesAllGroupsForThoseWhoAcceptIt() {
        var document = get("/apis", "Accept", AGGREGATED);

        assertThat(document.object().string("kind")).isEqualTo("APIGroupDiscoveryList");
        assertThat(document.object()
                        .array("items")
                        .objects()
                        .map(group -> group.object("metadata").string("name")))
                .contains("apps", "batch")
                .doesNotContain("");
        assertThat(get("/api", "Accept", AGGREGATED).object().array("items").size())
                .isEqualTo(1);
    }

    @Test
    void aggregatesInEveryEncodingUnderOneTag() throws MalformedException {
        var parameters = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        var json = get("/apis", "Accept", AGGREGATED);
        var yaml = get("/apis", "Accept", "application/yaml" + parameters);
        var protobuf = get("/apis", "Accept", Protobuf.MEDIA_TYPE + parameters);

        assertThat(yaml.contentType()).isEqualTo("application/yaml" + parameters);
        assertThat(Yaml.parseObject(yaml.text().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(json.object());
        assertThat(protobuf.contentType()).isEqualTo(Protobuf.MEDIA_TYPE + parameters);
        assertThat(yaml.headers().get("ETag"))
                .isEqualTo(json.headers().get("ETag"))
                .isEqualTo(protobuf.headers().get("ETag"));
        assertThat(get("/apis", "Accept", AGGREGATED, "User-Agent", "curl/8").text())
                .startsWith("{\n  \"kind\": \"APIGroupDiscoveryList\",\n");
    }

    @Test
    void theMessageOfADocumentHasUpstreamsNumbers() {
        var document = Json.object("""
                {"metadata": {}, "items": [{"metadata": {"name": "g"}, "versions": [{"version": "v", "freshness": "f", "resources": [{
                "resource": "r", "responseKind": {"group": "a", "version": "b", "kind": "c"}, "scope": "s", "singularResource": "o",
                "verbs": ["x"], "shortNames": ["h"], "categories": ["i"], "subresources": [{
                "subresource": "u", "responseKind": {"group": "", "version": "", "kind": "k"}, "verbs": ["y"]}]}]}]}]}
                """);
        var subresource =
                message(1, "u") + message(2, message(1, "") + message(2, "") + message(3, "k")) + message(4, "y");
        var resource = message(1, "r")
                + message(2, message(1, "a") + message(2, "b") + message(3, "c"))
                + message(3, "s")
                + message(4, "o")
                + message(5, "x")
                + message(6, "h")
                + message(7, "i")
                + message(8, subresource);
        var version = message(1, "v") + message(2, resource) + message(3, "f");
        var group = message(1, message(1, "g")) + message(2, version);

        assertThat(new String(Protobuf.message(document, AggregatedTypes.GROUPS), StandardCharsets.US_ASCII))
                .isEqualTo(message(1, "") + message(2, group));
    }

    /** A field of a message with its text or message, shorter than 128 bytes. */
    private static String message(int number, String content) {
        return "" + (char) (number * 8 + 2) + (char) content.length() + content;
    }

    @Test
    void anUnchangedDocumentIsNotSentAgain() {
        var etag = get("/apis", "Accept", AGGREGATED).headers().get("ETag");

        assertThat(get("/apis", "Accept", AGGREGATED, "If-None-Match", etag).code())
                .isEqualTo(304);
    }

    @Test
    void whatIsNotServedIsNotHandled() {
        try (var handler = new DiscoveryHandler(registry, () -> "")) {
            assertThat(handler.handles("/apis/nope.example")).isFalse();
            assertThat(handler.handles("/apis/apps/v7")).isFalse();
            assertThat(handler.handles("/api/v2")).isFalse();
        }
    }
}
