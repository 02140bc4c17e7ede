package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.WholeServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of nulls in custom resources. */
class NullsTest {
    private static final String ALL = "/apis/example.com/v1/namespaces/default/holes";

    @RegisterExtension
    static final WholeServer SERVER = new WholeServer();

    @BeforeAll
    static void start() {
        SERVER.define("""
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

    private static MemoryResponse write(String method, String rest, String type, String name, String spec) {
        return SERVER.call(method, ALL + rest, """
                {"apiVersion":"example.com/v1","kind":"Hole","metadata":{"name":"%s"},"spec":%s}\
                """.formatted(name, spec), "Content-Type", type);
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
        var answer = SERVER.call(
                "PATCH",
                ALL + "/patched",
                "[{\"op\":\"add\",\"path\":\"/spec/plain\",\"value\":null},{\"op\":\"add\",\"path\":\"/spec/list/0/deep\",\"value\":null}]",
                "Content-Type",
                "application/json-patch+json");

        assertThat(answer.code()).isEqualTo(200);
        assertThat(spec(answer)).isEqualTo(Json.object("{\"list\":[{}],\"filled\":\"x\"}"));
    }
}
