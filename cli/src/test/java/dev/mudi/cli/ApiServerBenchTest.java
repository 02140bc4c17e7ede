package dev.mudi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.Kubeconfig;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mudi bench} against an API server that is no cluster of Mudi's, by its kubeconfig alone. */
class ApiServerBenchTest {
    @TempDir
    private Path folder;

    private EmbeddedEtcd etcd;
    private ApiServer server;
    private Path kubeconfig;

    @BeforeEach
    void start() throws Exception {
        var pki = ClusterPki.open(new PkiOptions(
                folder.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        etcd = EmbeddedEtcd.open(EtcdOptions.of(folder.resolve("etcd")));
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = ApiServer.start(ApiServerOptions.of(listen, pki, "192.0.2.1"), etcd);
        server.awaitReady(Duration.ofSeconds(30));
        var admin = pki.authority().issue(CertificateRequest.client("kubernetes-admin", UserInfo.MASTERS));
        kubeconfig = folder.resolve("admin.conf");
        new Kubeconfig("other", server.uri(), pki.authority().certificate(), "admin", admin).write(kubeconfig);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        etcd.close();
    }

    private JsonNode bench(String... words) throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();
        var all = new ArrayList<>(List.of("bench", "-o", "json", "--kubeconfig", kubeconfig.toString()));
        all.addAll(List.of("--pid", Long.toString(ProcessHandle.current().pid())));
        all.addAll(List.of(words));
        int code = Mudi.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void measuresEveryKindOfWorkOfAnApiServer() throws Exception {
        var figures = new LinkedHashMap<String, Map<String, Double>>();
        for (var result : bench("apiserver", "--count", "50").path("results")) {
            figures.computeIfAbsent(result.path("work").asText(), work -> new LinkedHashMap<>())
                    .put(result.path("name").asText(), result.path("value").asDouble());
        }
        assertThat(figures.keySet())
                .containsExactly(
                        "create",
                        "get",
                        "merge patch",
                        "strategic patch",
                        "json patch",
                        "apply first",
                        "apply again",
                        "list json",
                        "list protobuf",
                        "list table",
                        "100 watchers, fast",
                        "100 watchers, 50/s",
                        "delete collection",
                        "after all that");
        assertThat(figures.get("create").get("requests")).isEqualTo(40);
        assertThat(figures.get("list json").get("size")).isBetween(50 * 0.0018, 50 * 0.0035);
        assertThat(figures.get("100 watchers, fast").get("delay p99")).isPositive();
        assertThat(figures.get("delete collection").get("pods")).isEqualTo(45);
        assertThat(figures.get("after all that").get("resident memory")).isPositive();
    }

    @Test
    void measuresOneKindOfRequestAlone() throws Exception {
        for (var name : List.of("creates", "gets", "lists")) {
            var results = bench(name, "--count", "20").path("results");
            assertThat(results.findValuesAsText("name"))
                    .as(name)
                    .contains("rate", "latency p99", "server CPU a request");
        }
    }
}
