package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scale of a built-in resource, as kube-apiserver 1.36 answers with it and refuses it. */
class ScalesTest {
    private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
    private static final String SCALE = SETS + "/r/scale";
    private static final String PRECONDITION = "Precondition failed: UID in precondition: other, UID in object meta: ";

    @TempDir
    Path directory;

    private ResourceServer server;
    private String uid;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        uid = server.call("POST", SETS, """
                        {"metadata":{"name":"r"},"spec":{"replicas":3,"selector":{"matchLabels":{"a":"b"}},"template":{
                         "metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""").object().object("metadata").string("uid");
        assertThat(uid).isNotEmpty();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void isConflict(MemoryResponse answer, String message) {
        assertThat(answer.object().string("message")).isEqualTo(message);
        assertThat(answer.code()).isEqualTo(409);
    }

    @Test
    void isAsNewAsItIsAskedFor() {
        var answer = server.get(SCALE + "?resourceVersion=x");

        assertThat(answer.code()).as(answer.text()).isEqualTo(400);
        assertThat(server.get(SCALE + "?resourceVersion=1").code()).isEqualTo(200);
    }

    @Test
    void ofAnotherObjectIsAConflictOfTheObjectWhenItIsReplacedAndOfTheScaleWhenItIsPatched() {
        isConflict(
                server.call("PUT", SCALE, """
                        {"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"r","namespace":"default","uid":"other"},
                         "spec":{"replicas":2}}"""),
                "Operation cannot be fulfilled on replicasets.apps \"r\": StorageError: invalid object, Code: 4, Key:"
                        + " /replicasets/default/r, ResourceVersion: 0, AdditionalErrorMsg: " + PRECONDITION + uid);
        isConflict(
                server.call(
                        "PATCH",
                        SCALE,
                        "{\"metadata\":{\"uid\":\"other\"},\"spec\":{\"replicas\":2}}",
                        "Content-Type",
                        "application/merge-patch+json"),
                "Operation cannot be fulfilled on replicasets/scale.apps \"r\": " + PRECONDITION + uid);
    }

    @Test
    void isARowOfATableOfItsOwn() {
        var table = server.get(SCALE, "Accept", "application/json;as=Table;g=meta.k8s.io;v=v1")
                .object();

        assertThat(table.array("columnDefinitions").objects().map(column -> column.string("name")))
                .containsExactly("Name", "Desired", "Available", "Age");
        var row = table.array("rows").object(0);
        assertThat(row.array("cells").items().subList(0, 3)).containsExactly(Value.of("r"), Value.of(3), Value.of(0));
        assertThat(row.object("object").string("kind")).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void isNoListOfMetadata() {
        var answer = server.get(SCALE, "Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

        assertThat(answer.code()).isEqualTo(406);
        assertThat(answer.object().string("message"))
                .isEqualTo("you requested PartialObjectMetadataList, but the requested object is not a list"
                        + " (*autoscaling.Scale)");
    }
}
