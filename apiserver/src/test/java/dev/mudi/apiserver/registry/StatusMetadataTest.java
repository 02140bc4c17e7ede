package dev.mudi.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writes through subresources may say of metadata, and what becomes of it. */
class StatusMetadataTest {
    private static final String FLOWS = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private static DevServer dev;
    private static Loopback loopback;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        dev = DevServer.start(directory, 0);
        loopback = new Loopback(dev.server()::handle);
        loopback.create("/api/v1/namespaces", Json.object("{\"metadata\":{\"name\":\"n\"}}"));
        loopback.create(DEPLOYMENTS, workload("d").withAt(Value.of("b"), "metadata", "labels", "a"));
    }

    @AfterAll
    static void stop() throws Exception {
        dev.close();
    }

    private static ObjectValue read(String path) {
        return loopback.get(path).orElseThrow();
    }

    private static ObjectValue with(String path, String field, String value) {
        return read(path).withAt(Value.of(value), "metadata", field);
    }

    @Test
    void aPrefixThatMakesNoNamesIsTakenWhereOnlyTheChangeIsLookedAt() {
        var namespace = with("/api/v1/namespaces/n", "generateName", "Bad_Name!");

        assertThatThrownBy(() -> loopback.update("/api/v1/namespaces/n", namespace))
                .isInstanceOf(StatusException.class)
                .hasMessageContaining("metadata.generateName: Invalid value");
        assertThat(loopback.update("/api/v1/namespaces/n/finalize", namespace)
                        .object("metadata")
                        .string("generateName"))
                .isEqualTo("Bad_Name!");
    }

    @Test
    void theStatusOfAFlowSchemaLeavesItsMetadataAlone() {
        var flow = with(FLOWS + "/probes", "generateName", "Bad_Name!");

        assertThat(loopback.update(FLOWS + "/probes/status", flow)
                        .object("metadata")
                        .has("generateName"))
                .isFalse();
    }

    @Test
    void theStatusOfADaemonSetLeavesTheCountOfItsTemplatesAlone() {
        var sets = DEPLOYMENTS.replace("deployments", "daemonsets");
        var bare = loopback.create(sets, workload("ds")).withoutAt("metadata", "annotations");

        assertThat(loopback.update(sets + "/ds/status", bare)
                        .object("metadata")
                        .object("annotations")
                        .string("deprecated.daemonset.template.generation"))
                .isEqualTo("1");
    }

    private static ObjectValue workload(String name) {
        return Json.object("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"selector\":{\"matchLabels\":"
                + "{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{\"containers\":"
                + "[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
    }

    @Test
    void theStatusOfADeploymentLeavesItsLabelsAlone() {
        var deployment = read(DEPLOYMENTS + "/d").withAt(Value.of("Bad Value!"), "metadata", "labels", "k");

        assertThat(loopback.update(DEPLOYMENTS + "/d/status", deployment)
                        .object("metadata")
                        .object("labels"))
                .isEqualTo(ObjectValue.of("a", Value.of("b")));
    }
}
