package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deletion leaves to the garbage collector when it does not say what becomes of what an object owns. */
class DependentsTest {
    private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
    private static final String TEMPLATE =
            "\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    private static final String WARNING = "child pods are preserved by default when jobs are deleted; set"
            + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

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

    private void createJob() {
        var answer = server.call(
                "POST",
                JOBS,
                "{\"metadata\":{\"name\":\"j\"},\"spec\":{" + TEMPLATE.formatted("\"restartPolicy\":\"Never\",")
                        + "}}");
        assertThat(answer.code()).as(answer.text()).isEqualTo(201);
    }

    private static boolean waitsForOrphans(MemoryResponse answer) {
        assertThat(answer.code()).isEqualTo(200);
        return answer.object().object("metadata").array("finalizers").toString().contains("orphan");
    }

    @Test
    void podsOfAReplicationControllerStay() {
        var path = "/api/v1/namespaces/default/replicationcontrollers";
        server.call(
                "POST",
                path,
                "{\"metadata\":{\"name\":\"r\"},\"spec\":{\"selector\":{\"a\":\"b\"}," + TEMPLATE.formatted("") + "}}");

        assertThat(waitsForOrphans(server.call("DELETE", path + "/r", ""))).isTrue();
        assertThat(server.warnings().texts()).isEmpty();
    }

    @Test
    void podsOfAJobStayWithAWarning() {
        createJob();

        assertThat(waitsForOrphans(server.call("DELETE", JOBS + "/j", ""))).isTrue();
        assertThat(server.warnings().texts()).containsExactly(WARNING);
    }

    @Test
    void jobsOfACollectionKeepTheirsToo() {
        createJob();
        server.call("DELETE", JOBS, "");

        assertThat(waitsForOrphans(server.get(JOBS + "/j"))).isTrue();
        assertThat(server.warnings().texts()).containsExactly(WARNING);
    }

    @Test
    void whatIsSaidHolds() {
        createJob();

        assertThat(waitsForOrphans(server.call("DELETE", JOBS + "/j?propagationPolicy=Background", "")))
                .isFalse();
        assertThat(server.get(JOBS + "/j").code()).isEqualTo(404);
        assertThat(server.warnings().texts()).isEmpty();
    }

    @Test
    void podsOfADeploymentGo() {
        var path = "/apis/apps/v1/namespaces/default/deployments";
        server.call(
                "POST",
                path,
                "{\"metadata\":{\"name\":\"d\"},\"spec\":{\"selector\":{\"matchLabels\":{\"a\":\"b\"}},"
                        + TEMPLATE.formatted("") + "}}");

        assertThat(waitsForOrphans(server.call("DELETE", path + "/d", ""))).isFalse();
        assertThat(server.get(path + "/d").code()).isEqualTo(404);
    }
}
