package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Empty maps and lists of built-in kinds are as if they were not there, however they are written; an empty struct that may be absent stays. */
class EmptyFieldsTest {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
    private static final String FULL = """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"d","labels":{},"annotations":{},"finalizers":[],"ownerReferences":[]},
         "spec":{"selector":{"matchLabels":{"a":"b"},"matchExpressions":[]},
          "template":{"metadata":{"labels":{"a":"b"},"annotations":{},"creationTimestamp":null},
           "spec":{"nodeSelector":{},"tolerations":[],"volumes":[],"securityContext":{},"affinity":{},
            "containers":[{"name":"c","image":"i","env":[],"args":[],"ports":[],"volumeMounts":[],
             "resources":{"limits":{},"requests":{}},"lifecycle":{}}]}}}}\
        """;
    private static final String CHANGE = """
        {"metadata":{"labels":{},"annotations":{}},
         "spec":{"template":{"metadata":{"annotations":{}},"spec":{"nodeSelector":{},"tolerations":[]}}}}\
        """;

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void check(MemoryResponse answer) {
        assertThat(answer.code()).as(answer.text()).isIn(200, 201);
        var written = answer.object();
        assertThat(written.object("metadata").names())
                .doesNotContain("labels", "annotations", "finalizers", "ownerReferences");
        assertThat(written.object("spec").object("selector").names()).containsExactly("matchLabels");
        var template = written.object("spec").object("template");
        assertThat(template.object("metadata").names()).containsExactly("labels");
        var pod = template.object("spec");
        assertThat(pod.names()).doesNotContain("nodeSelector", "tolerations", "volumes");
        assertThat(pod.get("securityContext")).contains(ObjectValue.EMPTY);
        assertThat(pod.get("affinity")).contains(ObjectValue.EMPTY);
        var container = pod.array("containers").object(0);
        assertThat(container.names()).doesNotContain("env", "args", "ports", "volumeMounts");
        assertThat(container.get("resources")).contains(ObjectValue.EMPTY);
        assertThat(container.get("lifecycle")).contains(ObjectValue.EMPTY);
    }

    private MemoryResponse patch(String type, String body) {
        return server.call("PATCH", DEPLOYMENTS + "/d?fieldManager=m", body, "Content-Type", type);
    }

    @Test
    void noWayOfWritingKeepsThem() {
        check(server.call("POST", DEPLOYMENTS, FULL));
        check(server.call("PUT", DEPLOYMENTS + "/d", FULL));
        check(patch("application/merge-patch+json", CHANGE));
        check(patch("application/merge-patch+json", CHANGE.replace("{}", "null")));
        check(patch("application/strategic-merge-patch+json", CHANGE));
        check(patch("application/json-patch+json", """
            [{"op":"add","path":"/metadata/labels","value":{}},
             {"op":"add","path":"/spec/template/metadata/annotations","value":{}}]\
            """));
    }

    @Test
    void applyDoesNotKeepThemEither() {
        var made = patch("application/apply-patch+yaml", FULL);
        check(made);
        var again = patch("application/apply-patch+yaml", FULL);
        check(again);
        assertThat(again.object().object("spec")).isEqualTo(made.object().object("spec"));
        assertThat(again.object().object("metadata").integer("generation", 0)).isEqualTo(1);
    }

    @Test
    void whatGoWritesEvenWhenItIsEmptyIsNull() {
        var role = server.call("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", """
            {"metadata":{"name":"r"},"rules":[]}\
            """);
        assertThat(role.text()).contains("\"rules\":null");
        var service =
                server.call("POST", "/api/v1/namespaces/default/services", """
                    {"metadata":{"name":"s"},"spec":{"selector":{},"ports":[{"port":80}]}}\
                    """).object();
        assertThat(service.object("status")).isEqualTo(Json.object("{\"loadBalancer\":{}}"));
        assertThat(service.object("spec").has("selector")).isFalse();
    }
}
