package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.WholeServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer to a write shows what a reader will get: the object as the version that is stored has it. */
class StoredFormTest {
    private static final String NEW = "/apis/example.com/v1/namespaces/default/gates";
    private static final String OLD = "/apis/example.com/v1beta1/namespaces/default/gates";
    private static final ObjectValue DEFAULT = Json.object("{\"state\":\"Waiting\"}");

    @RegisterExtension
    static final WholeServer SERVER = new WholeServer();

    @BeforeAll
    static void start() {
        SERVER.define("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gates.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"gates","singular":"gate","kind":"Gate"},
              "versions":[
               {"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object",
                "properties":{"spec":{"type":"object","properties":{"both":{"type":"string"}}},
                 "status":{"type":"object","default":{"state":"Waiting"},"properties":{"state":{"type":"string"}}}}}}},
               {"name":"v1beta1","served":true,"storage":false,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object",
                "properties":{"spec":{"type":"object","properties":{"both":{"type":"string"},"old":{"type":"string"}}},
                 "status":{"type":"object","properties":{"state":{"type":"string"}}}}}}}]}}\
            """);
        await().until(() -> create(NEW, "v1", "first", "{}").code() == 201);
    }

    private static MemoryResponse create(String path, String version, String name, String spec) {
        return SERVER.call("POST", path, """
                {"apiVersion":"example.com/%s","kind":"Gate","metadata":{"name":"%s"},"spec":%s}\
                """.formatted(version, name, spec));
    }

    private static String text(ObjectValue object) {
        return new String(Json.write(object), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dryRun=All"})
    void whatTheStoredVersionDoesNotKnowIsGone(String query) {
        var answer = create(OLD + query, "v1beta1", "lossy", "{\"both\":\"a\",\"old\":\"b\"}");

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.object().object("spec")).isEqualTo(Json.object("{\"both\":\"a\"}"));
        SERVER.call("DELETE", OLD + "/lossy", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dryRun=All"})
    void anUpdateShowsItToo(String query) {
        create(NEW, "v1", "updated", "{\"both\":\"a\"}");
        var there = SERVER.call("GET", OLD + "/updated", "").object();
        var answer = SERVER.call(
                "PUT",
                OLD + "/updated" + query,
                text(there.with("spec", Json.object("{\"both\":\"c\",\"old\":\"b\"}"))));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.object().object("spec")).isEqualTo(Json.object("{\"both\":\"c\"}"));
        SERVER.call("DELETE", NEW + "/updated", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?dryRun=All"})
    void defaultsOfAStatusComeByReading(String query) {
        for (var path : new String[] {NEW, OLD}) {
            var version = path.equals(NEW) ? "v1" : "v1beta1";
            var answer = create(path + query, version, "waiting", "{}");

            assertThat(answer.code()).isEqualTo(201);
            assertThat(answer.object().object("status")).isEqualTo(DEFAULT);
            SERVER.call("DELETE", path + "/waiting", "{}");
        }
    }

    @Test
    void areThereForEveryReader() {
        create(NEW, "v1", "read", "{}");

        assertThat(SERVER.call("GET", NEW + "/read", "").object().object("status"))
                .isEqualTo(DEFAULT);
        assertThat(SERVER.call("GET", OLD + "/read", "").object().object("status"))
                .isEqualTo(DEFAULT);
        var again = SERVER.call(
                "PUT", NEW + "/read", text(SERVER.call("GET", NEW + "/read", "").object()));
        assertThat(again.object().object("status")).isEqualTo(DEFAULT);
    }
}
