package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.fixture.WholeServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for decides of custom resources, where built-in ones have routes. */
class CustomRoutesTest {
    private static final String TABS = "/apis/example.com/v1/namespaces/default/tabs";

    @RegisterExtension
    static final WholeServer SERVER = new WholeServer();

    @BeforeAll
    static void start() {
        define("tabs", "Namespaced", "tab");
        define("boards", "Cluster", "board");
        var tab = "{\"apiVersion\":\"example.com/v1\",\"kind\":\"tab\",\"metadata\":{\"name\":\"t\"}}";
        await().until(() -> SERVER.call("POST", TABS, tab).code() == 201);
        await().until(() ->
                SERVER.call("GET", "/apis/example.com/v1/boards", "").code() == 200);
    }

    private static void define(String plural, String scope, String kind) {
        SERVER.define("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"%1$s.example.com"},
             "spec":{"group":"example.com","scope":"%2$s","names":{"plural":"%1$s","singular":"%3$s","kind":"%3$s"},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}\
            """.formatted(plural, scope, kind));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS,'',",
        "BOGUS,/t,",
        "POST,/t/status,create",
        "DELETE,/t/status,delete",
    })
    void whatIsNotDoneIsNamedWithTheKind(String method, String rest, String verb) {
        var answer = SERVER.call(method, TABS + rest, "{}");

        assertThat(answer.code()).isEqualTo(405);
        assertThat(answer.object().string("message"))
                .isEqualTo((verb == null ? "" : verb) + " is not supported on resources of kind \"tabs.example.com\"");
        assertThat(answer.object().object("details").string("group")).isEqualTo("example.com");
        assertThat(answer.object().object("details").string("kind")).isEqualTo("tabs");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/apis/example.com/v1/tabs/t",
        "PATCH,/apis/example.com/v1/tabs",
        "POST,/apis/example.com/v1/tabs",
        "GET,/apis/example.com/v1/namespaces/default/boards",
        "HEAD,/apis/example.com/v1/namespaces/default/boards/b",
    })
    void whatIsOutOfPlaceIsNoPathAtAll(String method, String path) {
        var answer = SERVER.call(method, path, "{}");

        assertThat(answer.code()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({"HEAD", "OPTIONS", "POST"})
    void aVersionIsToldWhateverTheMethodIs(String method) {
        assertThat(SERVER.call(method, "/apis/example.com/v1", "").code()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"Pod\"}|Pod.example.com \"t\" is invalid: kind: Invalid value: \"Pod\": must be tab",
                "{\"apiVersion\":\"v2\"}|tab \"t\" is invalid: apiVersion: Invalid value: \"v2\": must be example.com/v1",
            })
    void aPatchThatMakesAnotherKindMakesWhatIsInvalid(String patch, String message) {
        var answer = SERVER.call("PATCH", TABS + "/t", patch);

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.object().string("message")).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"kind\":null}|Object 'Kind' is missing in '", "{\"kind\":1}|json parse error"})
    void aPatchThatLeavesNoKindIsRefused(String patch, String why) {
        var answer = SERVER.call("PATCH", TABS + "/t", patch);

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.object().string("message"))
                .startsWith(" \"\" is invalid: patch: ")
                .contains(why);
    }

    @ParameterizedTest
    @CsvSource({"HEAD,''", "HEAD,/t", "GET,/t/status/more", "PATCH,/t/status/more"})
    void thereIsNoRouteToBeWithout(String method, String rest) {
        assertThat(SERVER.call(method, TABS + rest, "{}").code()).isEqualTo(200);
    }
}
