package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.fixture.MemoryRequest;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of nulls in custom resources. */
class NullsTest {
    private static final String ALL = "/apis/example.com/v1/namespaces/default/holes";

    @TempDir
    static Path directory;

    private static DevServer dev;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        dev = DevServer.start(directory, 0);
        call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "application/json", """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"holes.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"holes","singular":"hole","kind":"Hole"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
               "spec":{"type":"object","properties":{
                "plain":{"type":"string"},
                "free":{"type":"string","nullable":true},
                "filled":{"type":"string","default":"x"},
                "map":{"type":"object","additionalProperties":{"type":"string"}},
                "list":{"type":"array","items":{"type":"object","properties":{"deep":{"type":"integer"}}}}}}}}}}]}}\
            """);
        await().until(() -> write("POST", "", "application/json", "first", "{}").code() == 201);
    }

    @AfterAll
    static void stop() throws IOException {
        dev.close();
    }

    private static MemoryResponse call(String method, String uri, String type, String body) {
        var response = new MemoryResponse();
        dev.server().handle(MemoryRequest.of(method, uri, body, "Content-Type", type), response);
        return response;
    }

    private static MemoryResponse write(String method, String rest, String type, String name, String spec) {
        return call(method, ALL + rest, type, """
                {"apiVersion":"example.com/v1","kind":"Hole","metadata":{"name":"%s"},"spec":%s}\
                """.formatted(name, spec));
    }

    private static MemoryResponse apply(String name, String spec) {
        return write("PATCH", "/" + name + "?fieldManager=m&force=true", "application/apply-patch+yaml", name, spec);
    }

    private static ObjectValue spec(MemoryResponse answer) {
        return answer.object().object("spec");
    }

    @Test
    void whatIsSentLosesThoseThatTheSchemaDoesNotAllow() {
        var answer = write(
                "POST",
                "",
                "application/json",
                "sent",
                "{\"plain\":null,\"free\":null,\"filled\":null,\"map\":{\"a\":null,\"b\":\"c\"},\"list\":[{\"deep\":null}]}");

        assertThat(answer.code()).isEqualTo(201);
        assertThat(spec(answer))
                .isEqualTo(Json.object("{\"free\":null,\"filled\":\"x\",\"map\":{\"b\":\"c\"},\"list\":[{}]}"));
    }

    @Test
    void whatIsAppliedIsRefusedForThem() {
        var created = apply("applied", "{\"plain\":null}");
        write("POST", "", "application/json", "applied", "{\"plain\":\"a\"}");
        var updated = apply("applied", "{\"plain\":null}");

        for (var answer : new MemoryResponse[] {created, updated}) {
            assertThat(answer.code()).isEqualTo(422);
            assertThat(answer.object().string("message"))
                    .isEqualTo(
                            "Hole.example.com \"applied\" is invalid: spec.plain: Invalid value: \"null\": spec.plain in body must be of type string: \"null\"");
        }
    }

    @Test
    void whatIsAppliedMayHaveThoseThatAreAllowedOrFilled() {
        var answer = apply("allowed", "{\"free\":null,\"filled\":null}");

        assertThat(answer.code()).isEqualTo(201);
        assertThat(spec(answer)).isEqualTo(Json.object("{\"free\":null,\"filled\":\"x\"}"));
    }

    @Test
    void aPatchMakesNothingOfThem() {
        write("POST", "", "application/json", "patched", "{\"plain\":\"a\",\"list\":[{\"deep\":1}]}");
        var answer = call(
                "PATCH",
                ALL + "/patched",
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/spec/plain\",\"value\":null},{\"op\":\"add\",\"path\":\"/spec/list/0/deep\",\"value\":null}]");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(spec(answer)).isEqualTo(Json.object("{\"list\":[{}],\"filled\":\"x\"}"));
    }
}
