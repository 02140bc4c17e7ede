package dev.mudi.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.fixture.MemoryRequest;
import dev.mudi.apiserver.fixture.MemoryResponse;
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
