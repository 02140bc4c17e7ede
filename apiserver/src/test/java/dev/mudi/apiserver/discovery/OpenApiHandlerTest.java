package dev.mudi.apiserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.openapi.CustomSchemas;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.Warnings;
import dev.mudi.apiserver.fixture.MemoryRequest;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenApiHandlerTest {
    private final OpenApiHandler handler =
            new OpenApiHandler(ResourceRegistry.builtIn(Strategies::of), "v1.36.0", CustomSchemas.NONE);

    @AfterEach
    void close() {
        handler.close();
    }

    private MemoryResponse get(String uri, String... headers) {
        var request = MemoryRequest.of("GET", uri, "", headers);
        var response = new MemoryResponse();
        handler.handle(
                new RequestContext(
                        request, RequestInfo.of(request), UserInfo.API_SERVER, "audit", Instant.EPOCH, new Warnings()),
                response);
        return response;
    }

    @Test
    void theIndexLeadsToTheDocumentOfEachVersion() {
        var apps = get("/openapi/v3").object().object("paths").object("apis/apps/v1");
        var document = get(apps.string("serverRelativeURL"));

        assertThat(document.code()).isEqualTo(200);
        assertThat(document.headers().get("Cache-Control")).contains("immutable");
        assertThat(document.object().object("paths").names())
                .contains("/apis/apps/v1/namespaces/{namespace}/deployments");
    }

    @Test
    void theIndexLeadsToTheDocumentOfTheVersionOfTheServer() {
        var version = get("/openapi/v3").object().object("paths").object("version");
        var document = get(version.string("serverRelativeURL"));

        assertThat(document.code()).isEqualTo(200);
        assertThat(document.object().object("paths").names()).containsExactly("/version/");
    }

    @Test
    void anOldHashLeadsToTheNewDocument() {
        var moved = get("/openapi/v3/apis/apps/v1?hash=OLD");

        assertThat(moved.code()).isEqualTo(301);
        assertThat(get(moved.headers().get("Location")).code()).isEqualTo(200);
    }

    @Test
    void whoHasTheDocumentDoesNotGetItAgain() {
        var etag = get("/openapi/v3/api/v1").headers().get("ETag");

        assertThat(get("/openapi/v3/api/v1", "If-None-Match", etag).code()).isEqualTo(304);
    }

    @Test
    void versionTwoIsOneDocumentOfEverything() {
        var document = get("/openapi/v2").object();

        assertThat(document.string("swagger")).isEqualTo("2.0");
        assertThat(document.object("definitions").has("io.k8s.api.apps.v1.Deployment"))
                .isTrue();
    }

    @Test
    void versionThreeIsProtobufForThoseWhoPreferIt() {
        var path = "/openapi/v3/apis/apps/v1";
        var malformed = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";
        var formed = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
        var json = get(path);

        for (var accept : List.of(malformed, formed, malformed + ", application/json;q=0.5", "text/html, " + formed)) {
            var answer = get(path, "Accept", accept);
            assertThat(answer.code()).isEqualTo(200);
            assertThat(answer.contentType()).isEqualTo(formed);
            assertThat(answer.headers().get("ETag")).isEqualTo(json.headers().get("ETag"));
            assertThat(answer.text()).startsWith("\n\u00053.0.0\u0012");
        }
        for (var accept : List.of("*/*", "application/*", "application/json, " + formed)) {
            assertThat(get(path, "Accept", accept).contentType()).isEqualTo("application/json");
        }
        assertThat(get(path, "Accept", "text/html").code()).isEqualTo(406);
    }

    @Test
    void theHashOfTheIndexIsTheTagOfTheDocument() {
        var url = get("/openapi/v3").object().object("paths").object("api/v1").string("serverRelativeURL");

        assertThat(get(url).headers().get("ETag")).isEqualTo('"' + url.substring(url.indexOf('=') + 1) + '"');
    }
}
