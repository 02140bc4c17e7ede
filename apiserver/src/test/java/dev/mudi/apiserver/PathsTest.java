package dev.mudi.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.MemoryResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kube-apiserver 1.36 answers at paths that nobody should ask for. */
class PathsTest {
    private static final String NO_PAGE = "404 page not found\n";

    private static DevServer dev;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        dev = DevServer.start(directory, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        dev.close();
    }

    private static MemoryResponse call(String method, String target) {
        var response = new MemoryResponse();
        dev.server()
                .handle(new MemoryRequest(method, target, Headers.NONE, new byte[0], UserInfo.API_SERVER), response);
        return response;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/apis//", "/apis///", "/apis//v1", "/apis//v1/x", "/metrics/", "/metrics/x", "/metrics/slis/"})
    void noPageIsHere(String path) {
        var answer = call("GET", path);

        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo(NO_PAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "/api//,APIVersions",
        "/api/v1//,APIResourceList",
        "/apis/apps//,APIGroup",
        "/apis/apps/v1//,APIResourceList",
        "/apis/apps/v1/,APIResourceList"
    })
    void slashesAtTheEndSayNothing(String path, String kind) {
        assertThat(call("GET", path).object().string("kind")).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void thereIsNothingBelowTheVersion(String method) {
        assertThat(call(method, "/version/x").code()).isEqualTo(404);
        assertThat(call("GET", "/version//").code()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi/v3/", "/openapi/v3/x", "/openapi/v3/api/v2"})
    void ofDocumentsThatAreNotThereNothingIsSaid(String path) {
        for (var method : new String[] {"GET", "POST"}) {
            var answer = call(method, path);

            assertThat(answer.code()).isEqualTo(404);
            assertThat(answer.text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nodes/none/proxy", "/api/v1/namespaces/default/services/none/proxy"})
    void whatIsNotThereIsNotProxied(String path) {
        var answer = call("GET", path);

        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.object().string("message")).matches("(nodes|services) \"none\" not found");
    }

    @Test
    void objectsAreNoLongerExported() {
        var answer = call("GET", "/api/v1/namespaces/none?export=true");

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.object().string("message"))
                .isEqualTo("the export parameter, deprecated since v1.14, is no longer supported");
        assertThat(call("GET", "/api/v1/namespaces/default?export=false").code())
                .isEqualTo(200);
    }
}
