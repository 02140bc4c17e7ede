package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.WholeServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scale of a custom resource that says how many replicas it is to have, or does not (apiextensions, customresource/etcd.go). */
class CustomScalesTest {
    private static final String TABS = "/apis/example.com/v1/namespaces/default/tabs";

    @RegisterExtension
    static final WholeServer SERVER = new WholeServer();

    @BeforeAll
    static void start() {
        SERVER.define("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"tabs.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"tabs","singular":"tab","kind":"Tab"},
              "versions":[{"name":"v1","served":true,"storage":true,
               "subresources":{"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}},
               "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
               "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""");
        await().until(() -> create("probe", "").code() == 201);
    }

    private static MemoryResponse create(String name, String spec) {
        return SERVER.call(
                "POST",
                TABS,
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Tab\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"spec\":{" + spec + "}}");
    }

    @Test
    void isNotThereUntilAPatchSaysHowManyReplicas() {
        create("silent", "");
        var scale = TABS + "/silent/scale";
        var read = SERVER.call("GET", scale, "");
        assertThat(read.code()).isEqualTo(500);
        assertThat(read.object().string("message"))
                .isEqualTo("Internal error occurred: the spec replicas field \".spec.size\" does not exist");
        assertThat(read.object().object("details"))
                .isEqualTo(Json.object(
                        "{\"causes\":[{\"message\":\"the spec replicas field \\\".spec.size\\\" does not exist\"}]}"));

        var empty = SERVER.call("PATCH", scale, "{\"spec\":{}}");
        assertThat(empty.code()).as(empty.text()).isEqualTo(400);
        assertThat(empty.object().string("message"))
                .isEqualTo("the spec replicas field \".spec.size\" cannot be empty");

        var patched = SERVER.call("PATCH", scale, "{\"spec\":{\"replicas\":2}}");
        assertThat(patched.code()).as(patched.text()).isEqualTo(200);
        assertThat(patched.object().object("spec").integer("replicas", 0)).isEqualTo(2);
    }

    @Test
    void isReplacedWhateverTheVersionOfTheObject() {
        create("unconditional", "\"size\":1");
        var replaced = SERVER.call("PUT", TABS + "/unconditional/scale", """
                {"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"unconditional","namespace":"default"},
                 "spec":{"replicas":4}}""");

        assertThat(replaced.code()).as(replaced.text()).isEqualTo(200);
        assertThat(SERVER.call("GET", TABS + "/unconditional", "")
                        .object()
                        .object("spec")
                        .integer("size", 0))
                .isEqualTo(4);
    }

    @Test
    void hasAProtobufForm() {
        create("binary", "\"size\":3");
        var type = "application/vnd.kubernetes.protobuf";
        var answer = SERVER.call("GET", TABS + "/binary/scale", "", "Accept", type);

        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(type);
        assertThat(answer.text()).startsWith("k8s\0").contains("autoscaling/v1", "Scale", "binary");
    }

    @Test
    void isARowOfATableOfItsOwn() {
        create("shown", "\"size\":3");
        var table = SERVER.call(
                        "GET", TABS + "/shown/scale", "", "Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
                .object();

        assertThat(table.array("columnDefinitions").objects().map(column -> column.string("name")))
                .containsExactly("Name", "Desired", "Available", "Age");
        assertThat(table.array("rows").object(0).array("cells").items().subList(0, 3))
                .containsExactly(Value.of("shown"), Value.of(3), Value.of(0));
    }
}
