package dev.mudi.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceQuotaTest {
    private static final String NAMESPACE = "/api/v1/namespaces/work";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(
                directory, objects -> new AdmissionChain(List.of(new ResourceQuota(objects, InstantSource.system()))));
        server.call("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"work\"}}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A quota as its controller has left it. */
    private void quota(String name, String spec, String hard, String used) {
        server.call(
                "POST",
                NAMESPACE + "/resourcequotas",
                "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "\"hard\":" + hard + "}}");
        server.call(
                "PUT",
                NAMESPACE + "/resourcequotas/" + name + "/status",
                "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"work\"},\"spec\":{" + spec + "\"hard\":"
                        + hard + "},\"status\":{\"hard\":" + hard + ",\"used\":" + used + "}}");
    }

    private ObjectValue used(String quota) {
        return server.get(NAMESPACE + "/resourcequotas/" + quota)
                .object()
                .object("status")
                .object("used");
    }

    private static String pod(String name, String requests) {
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\","
                + "\"resources\":{\"requests\":{" + requests + "}}}]}}";
    }

    private MemoryResponse create(String resource, String body) {
        return server.call("POST", NAMESPACE + "/" + resource, body);
    }

    private static String message(MemoryResponse answer) {
        return answer.object().string("message");
    }

    @Test
    void chargesWhatFitsAndSaysWhatDoesNot() {
        quota("q", "", "{\"pods\":\"2\",\"cpu\":\"1\"}", "{\"pods\":\"0\",\"cpu\":\"0\"}");

        assertThat(create("pods", pod("a", "\"cpu\":\"600m\"")).code()).isEqualTo(201);
        var refused = create("pods", pod("b", "\"cpu\":\"600m\""));

        assertThat(refused.code()).isEqualTo(403);
        assertThat(message(refused))
                .isEqualTo("pods \"b\" is forbidden: exceeded quota: q, requested: cpu=600m, used: cpu=600m,"
                        + " limited: cpu=1");
        assertThat(used("q").strings()).containsEntry("pods", "1").containsEntry("cpu", "600m");
    }

    @Test
    void asksContainersToSayWhatAQuotaLimits() {
        quota(
                "q",
                "",
                "{\"limits.cpu\":\"1\",\"requests.memory\":\"1Gi\"}",
                "{\"limits.cpu\":\"0\",\"requests.memory\":\"0\"}");

        assertThat(message(create("pods", pod("a", ""))))
                .isEqualTo("pods \"a\" is forbidden: failed quota: q: must specify limits.cpu for: c;"
                        + " requests.memory for: c");
    }

    @Test
    void refusesWhileUsageIsUnknown() {
        quota("q", "", "{\"configmaps\":\"3\"}", "{}");

        assertThat(message(create("configmaps", "{\"metadata\":{\"name\":\"a\"}}")))
                .isEqualTo("configmaps \"a\" is forbidden: status unknown for quota: q, resources: configmaps");
    }

    @Test
    void countsObjectsOfAnyKindAndNodePortsOfServices() {
        quota(
                "q",
                "",
                "{\"count/leases.coordination.k8s.io\":\"0\",\"services.nodeports\":\"1\"}",
                "{\"count/leases.coordination.k8s.io\":\"0\",\"services.nodeports\":\"0\"}");

        var lease = server.call(
                "POST",
                "/apis/coordination.k8s.io/v1/namespaces/work/leases",
                "{\"metadata\":{\"name\":\"l\"},\"spec\":{}}");
        var service = create(
                "services",
                "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"type\":\"NodePort\",\"ports\":["
                        + "{\"name\":\"a\",\"port\":1},{\"name\":\"b\",\"port\":2}]}}");

        assertThat(message(lease)).contains("exceeded quota: q, requested: count/leases.coordination.k8s.io=1");
        assertThat(message(service))
                .contains("exceeded quota: q, requested: services.nodeports=2, used: services.nodeports=0,"
                        + " limited: services.nodeports=1");
    }

    @Test
    void aScopedQuotaChargesOnlyWhatIsWithin() {
        quota("best", "\"scopes\":[\"BestEffort\"],", "{\"pods\":\"5\"}", "{\"pods\":\"0\"}");
        quota("other", "\"scopes\":[\"NotBestEffort\"],", "{\"pods\":\"5\"}", "{\"pods\":\"0\"}");
        quota(
                "important",
                "\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":\"In\","
                        + "\"values\":[\"high\"]}]},",
                "{\"pods\":\"5\"}",
                "{\"pods\":\"0\"}");

        create("pods", pod("a", ""));
        create("pods", pod("b", "\"cpu\":\"1m\""));
        create("pods", pod("c", "\"cpu\":\"1m\"").replace("\"spec\":{", "\"spec\":{\"priorityClassName\":\"high\","));

        assertThat(used("best").string("pods")).isEqualTo("1");
        assertThat(used("other").string("pods")).isEqualTo("2");
        assertThat(used("important").string("pods")).isEqualTo("1");
    }

    @Test
    void anUpdateIsChargedWhatItAdds() {
        quota(
                "q",
                "",
                "{\"services.loadbalancers\":\"0\",\"services\":\"1\"}",
                "{\"services.loadbalancers\":\"0\",\"services\":\"0\"}");
        var service = "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":1}]}}";
        assertThat(create("services", service).code()).isEqualTo(201);

        var grown = server.call(
                "PATCH",
                NAMESPACE + "/services/s",
                "{\"spec\":{\"type\":\"LoadBalancer\"}}",
                "Content-Type",
                "application/merge-patch+json");
        var touched = server.call(
                "PATCH",
                NAMESPACE + "/services/s",
                "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}",
                "Content-Type",
                "application/merge-patch+json");

        assertThat(message(grown)).contains("exceeded quota: q, requested: services.loadbalancers=1");
        assertThat(touched.code()).isEqualTo(200);
        assertThat(used("q").string("services")).isEqualTo("1");
    }

    @Test
    void whatIsNotStoredCostsNothing() {
        quota("q", "", "{\"configmaps\":\"5\"}", "{\"configmaps\":\"0\"}");
        create("configmaps", "{\"metadata\":{\"name\":\"a\"}}");

        assertThat(create("configmaps", "{\"metadata\":{\"name\":\"a\"}}").code())
                .isEqualTo(409);
        assertThat(server.call("POST", NAMESPACE + "/configmaps?dryRun=All", "{\"metadata\":{\"name\":\"b\"}}")
                        .code())
                .isEqualTo(201);
        assertThat(used("q").string("configmaps")).isEqualTo("1");
    }

    @Test
    void manyAtOnceNeverExceedSeveralQuotas() throws ExecutionException, InterruptedException {
        quota("a", "", "{\"configmaps\":\"20\"}", "{\"configmaps\":\"0\"}");
        quota("b", "", "{\"count/configmaps\":\"10\"}", "{\"count/configmaps\":\"0\"}");
        var codes = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                var body = "{\"metadata\":{\"name\":\"m" + i + "\"}}";
                codes.add(threads.submit(() -> create("configmaps", body).code()));
            }
        }
        int created = 0;
        for (var code : codes) {
            created += code.get() == 201 ? 1 : 0;
        }

        assertThat(created).isEqualTo(10);
        assertThat(used("a").string("configmaps")).isEqualTo("10");
        assertThat(used("b").string("count/configmaps")).isEqualTo("10");
    }
}
