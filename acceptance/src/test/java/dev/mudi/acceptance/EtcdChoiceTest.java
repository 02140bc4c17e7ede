package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.acceptance.harness.Command;
import dev.mudi.acceptance.harness.TestCluster;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.grpc.DebianPackages;
import dev.mudi.etcd.grpc.ExternalEtcd;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which etcd a cluster keeps its objects in, by kube-apiserver's flags, as etcdctl sees it. */
class EtcdChoiceTest {
    @TempDir
    Path directory;

    private static Command etcdctl(String url, Path authority, Path certificate, Path key) throws IOException {
        return Command.of(
                        DebianPackages.program("etcd-client", "etcdctl"),
                        "--endpoints=" + url,
                        "--dial-timeout=60s",
                        "--command-timeout=60s",
                        "--cacert=" + authority,
                        "--cert=" + certificate,
                        "--key=" + key)
                .with("ETCDCTL_API", "3");
    }

    private static void createMap(TestCluster cluster, String name) {
        try (var client = cluster.client()) {
            client.configMaps()
                    .inNamespace("default")
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    /** Upstream's keys, all of them below a prefix. */
    private static void assertKeys(String listed, String prefix) {
        assertThat(Arrays.stream(listed.split("\n", -1)).filter(key -> key.startsWith("/")))
                .contains(
                        prefix + "/configmaps/default/mine",
                        prefix + "/namespaces/kube-system",
                        prefix + "/services/specs/default/kubernetes",
                        prefix + "/clusterroles/cluster-admin")
                .allSatisfy(key -> assertThat(key).startsWith(prefix + "/"));
    }

    @Test
    void keepsItsObjectsUnderAPrefixOfAnEtcdThatWantsCertificates() throws Exception {
        try (var etcd = ExternalEtcd.startWithTls(directory)) {
            var own = etcd.certificate().orElseThrow();
            // The first of the two is nobody's.
            try (var cluster = TestCluster.create(
                    "--nodes=hollow",
                    "--etcd-servers=https://127.0.0.1:1," + etcd.url(),
                    "--etcd-cafile=" + own.certificate(),
                    "--etcd-certfile=" + own.certificate(),
                    "--etcd-keyfile=" + own.key(),
                    "--etcd-prefix=/some/where/",
                    "--etcd-compaction-interval=1s")) {
                cluster.up();
                createMap(cluster, "mine");

                var keys = etcdctl(etcd.url(), own.certificate(), own.certificate(), own.key())
                        .run("get", "/", "--prefix", "--keys-only")
                        .succeeded();
                assertKeys(keys, "/some/where");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> etcd.client().compactedRevision() > 0);
            }
        }
    }

    @Test
    void servesItsOwnStoreToEtcdctl() throws Exception {
        int port = FreePorts.next();
        try (var cluster = TestCluster.create("--nodes=hollow", "--etcd-port=" + port)) {
            cluster.up();
            createMap(cluster, "mine");

            var pki = cluster.dataDir().resolve("pki");
            var keys = etcdctl(
                            "https://127.0.0.1:" + port,
                            pki.resolve("etcd/ca.crt"),
                            pki.resolve("etcd/client.crt"),
                            pki.resolve("etcd/client.key"))
                    .run("get", "/", "--prefix", "--keys-only")
                    .succeeded();
            assertKeys(keys, "/registry");
            var nameless = Command.of(DebianPackages.program("etcd-client", "etcdctl"))
                    .with("ETCDCTL_API", "3")
                    .run(
                            "--endpoints=https://127.0.0.1:" + port,
                            "--cacert=" + pki.resolve("etcd/ca.crt"),
                            "--command-timeout=2s",
                            "get",
                            "/",
                            "--prefix");
            assertThat(nameless.code()).isNotZero();
            assertThat(nameless.out()).isEmpty();
        }
    }
}
