package dev.mudi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.Kubeconfig;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.apiserver.storage.Compactor;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.client.KubernetesClients;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.ExternalEtcd;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two API servers on one etcd, which knows nothing of either: they agree. */
class TwoApiServersTest {
    private static final String NAMESPACE = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Bytes COMPACTED = Bytes.utf8("compact_rev_key");

    @TempDir
    Path directory;

    private ExternalEtcd etcd;
    private ClusterPki pki;
    private final List<Running> servers = new ArrayList<>();

    /** One of the two. */
    private record Running(EtcdClient store, ApiServer server, KubernetesClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            server.close();
            store.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        etcd = ExternalEtcd.start(directory);
        pki = ClusterPki.open(new PkiOptions(
                directory.resolve("pki"), List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
        for (int i = 0; i < 2; i++) {
            servers.add(startServer(pki, "admin" + i + ".conf"));
        }
        for (var running : servers) {
            running.server.awaitReady(Duration.ofSeconds(60));
        }
    }

    private Running startServer(ClusterPki pki, String kubeconfig) throws IOException {
        var store = etcd.connect();
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server =
                ApiServer.start(ApiServerOptions.of(listen, pki, "192.0.2.1"), store, KeyPrefix.parse("shared/keys/"));
        var admin = pki.authority().issue(CertificateRequest.client("kubernetes-admin", UserInfo.MASTERS));
        var file = directory.resolve(kubeconfig);
        new Kubeconfig("mudi", server.uri(), pki.authority().certificate(), "admin", admin).write(file);
        return new Running(store, server, KubernetesClients.kubeconfig(file, "mudi-acceptance"));
    }

    @AfterEach
    void stop() {
        servers.forEach(Running::close);
        etcd.close();
    }

    private KubernetesClient client(int server) {
        return servers.get(server % servers.size()).client();
    }

    private ConfigMap create(int server, String name) {
        return client(server)
                .configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addToData("from", String.valueOf(server))
                        .build())
                .create();
    }

    private List<String> names(int server) {
        return client(server).configMaps().inNamespace(NAMESPACE).list().getItems().stream()
                .map(map ->
                        map.getMetadata().getName() + "@" + map.getMetadata().getResourceVersion())
                .toList();
    }

    private static <T> List<T> allAtOnce(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<T>();
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private RecordedWatch watch(int server, String after) {
        var recorded = new RecordedWatch();
        var options = new ListOptionsBuilder().withResourceVersion(after).build();
        client(server).configMaps().inNamespace(NAMESPACE).watch(options, recorded);
        return recorded;
    }

    private static final class RecordedWatch implements Watcher<ConfigMap> {
        private final List<String> events = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void eventReceived(Action action, ConfigMap map) {
            events.add(action + " " + map.getMetadata().getName() + "@"
                    + map.getMetadata().getResourceVersion());
        }

        @Override
        public void onClose(WatcherException cause) {
            events.add("closed: " + cause.getMessage());
        }

        private List<String> seen() {
            return List.copyOf(events);
        }
    }

    @Test
    void haveTheSameObjectsAtTheSameVersionsAndTellTheSameEvents() throws Exception {
        var start = client(0)
                .configMaps()
                .inNamespace(NAMESPACE)
                .list()
                .getMetadata()
                .getResourceVersion();
        var watches = List.of(watch(0, start), watch(1, start));
        var writes = new ArrayList<Callable<ConfigMap>>();
        for (int i = 0; i < 40; i++) {
            int server = i;
            writes.add(() -> create(server, "map-" + server));
        }

        var written = allAtOnce(writes);

        assertThat(names(0)).isEqualTo(names(1));
        var expected = written.stream()
                .sorted((one, other) -> Long.compare(version(one), version(other)))
                .map(map -> "ADDED " + map.getMetadata().getName() + "@" + version(map))
                .toList();
        for (var watch : watches) {
            await().atMost(PATIENCE).until(() -> watch.seen().size() >= expected.size());
            assertThat(watch.seen()).isEqualTo(expected);
        }
        assertThat(etcd.client()
                        .range(RangeRequest.of(KeyRange.prefix("/shared/keys/configmaps/default/map-"))
                                .countOnly())
                        .count())
                .isEqualTo(40);
        assertThat(etcd.client()
                        .range(RangeRequest.of(KeyRange.prefix("/registry")).countOnly())
                        .count())
                .isZero();
    }

    /** An etcd that may tell of progress before it tells of what happened cannot be asked for the past. */
    @Test
    void aWatchFromLongAgoIsCompleteOrRefused() throws Exception {
        var first = create(0, "first");
        var second = create(1, "second");
        var late = new RecordedWatch();

        try (var another = startServer(pki, "late.conf")) {
            another.server.awaitReady(Duration.ofSeconds(60));
            var options = new ListOptionsBuilder()
                    .withResourceVersion(String.valueOf(version(first)))
                    .build();
            another.client.configMaps().inNamespace(NAMESPACE).watch(options, late);
            await().atMost(PATIENCE).until(() -> !late.seen().isEmpty());
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(410);
            return;
        }
        assertThat(late.seen().getFirst())
                .matches("ADDED second@" + version(second) + "|closed: too old resource version: .*");
    }

    private static long version(ConfigMap map) {
        return Long.parseLong(map.getMetadata().getResourceVersion());
    }

    @Test
    void letOneOfTwoWritersWin() throws Exception {
        for (int round = 0; round < 10; round++) {
            var seen = create(round, "contended-" + round);
            var writes = new ArrayList<Callable<Boolean>>();
            for (int server = 0; server < 2; server++) {
                int writer = server;
                writes.add(() -> {
                    try {
                        client(writer)
                                .resource(new ConfigMapBuilder(seen)
                                        .addToData("writer", String.valueOf(writer))
                                        .build())
                                .lockResourceVersion(seen.getMetadata().getResourceVersion())
                                .update();
                        return true;
                    } catch (KubernetesClientException e) {
                        assertThat(e.getCode()).isEqualTo(409);
                        return false;
                    }
                });
            }
            assertThat(allAtOnce(writes)).containsExactlyInAnyOrder(true, false);
        }
    }

    private Service service(String name, int nodePort) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .addNewPort()
                .withPort(80)
                .withNodePort(nodePort == 0 ? null : nodePort)
                .endPort()
                .endSpec()
                .build();
    }

    @Test
    void giveNoAddressAndNoPortTwice() throws Exception {
        var creates = new ArrayList<Callable<Service>>();
        for (int i = 0; i < 40; i++) {
            int server = i;
            creates.add(() ->
                    client(server).resource(service("service-" + server, 0)).create());
        }
        var services = allAtOnce(creates);

        assertThat(services)
                .extracting(service -> service.getSpec().getClusterIP())
                .doesNotHaveDuplicates();
        assertThat(services)
                .extracting(service -> service.getSpec().getPorts().getFirst().getNodePort())
                .doesNotHaveDuplicates();
        var taken = client(0).resource(service("chosen", 30_080)).create();
        assertThat(taken.getSpec().getPorts().getFirst().getNodePort()).isEqualTo(30_080);
        assertThatThrownBy(
                        () -> client(1).resource(service("chosen-too", 30_080)).create())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(422);
                    assertThat(e).hasMessageContaining("provided port is already allocated");
                });
    }

    @Test
    void compactOnceAnIntervalWhicheverOfThemDoes() {
        var interval = Duration.ofMillis(500);
        var seen = new RecordingListener();
        try (var _ = etcd.client().watch(WatchRequest.of(KeyRange.of(COMPACTED)).from(1), seen)) {
            long begin = System.nanoTime();
            try (var _ = Compactor.start(servers.get(0).store(), interval);
                    var _ = Compactor.start(servers.get(1).store(), interval)) {
                await().atMost(PATIENCE).until(() -> {
                    etcd.client().put(PutRequest.of(Bytes.utf8("/other/key"), Bytes.utf8("1")));
                    return seen.events().size() >= 5;
                });
            }
            // What was done last may be told a moment after.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(compactedTo(seen).getLast())
                            .isEqualTo(etcd.client().compactedRevision()));
            long intervals = (System.nanoTime() - begin) / interval.toNanos() + 2;
            assertThat((long) seen.events().size()).isLessThanOrEqualTo(intervals);
        }
        var compactedTo = compactedTo(seen);
        assertThat(compactedTo).isSorted().doesNotHaveDuplicates();
        var past = new ListOptionsBuilder()
                .withResourceVersion(String.valueOf(compactedTo.getLast() - 1))
                .withResourceVersionMatch("Exact")
                .build();
        for (var running : servers) {
            assertThatThrownBy(() ->
                            running.client.configMaps().inNamespace(NAMESPACE).list(past))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(410));
        }
    }

    private static List<Long> compactedTo(RecordingListener seen) {
        return seen.events().stream()
                .map(event -> Long.parseLong(event.kv().value().toUtf8()))
                .toList();
    }

    @Test
    void goOnWhenTheirEtcdIsKilledAndStartedAgainAndLoseNothing() throws Exception {
        var start = client(0)
                .configMaps()
                .inNamespace(NAMESPACE)
                .list()
                .getMetadata()
                .getResourceVersion();
        var watches = List.of(watch(0, start), watch(1, start));
        var acknowledged = new ConcurrentSkipListSet<String>();
        var enough = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                int writer = i;
                writers.add(threads.submit(() -> createUntil(enough, writer, acknowledged)));
            }
            for (int round = 0; round < 2; round++) {
                awaitMore(acknowledged);
                etcd.kill(0);
                etcd.restart(0);
            }
            awaitMore(acknowledged);
            enough.set(true);
            for (var writer : writers) {
                writer.get();
            }
        }
        assertThat(names(0)).isEqualTo(names(1)).containsAll(acknowledged);
        var expected = names(0).stream()
                .filter(name -> name.startsWith("kept-"))
                .map(name -> "ADDED " + name)
                .toList();
        for (var watch : watches) {
            await().atMost(PATIENCE).until(() -> watch.seen().size() >= expected.size());
            assertThat(watch.seen()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void refuseInTheirEtcdsWordsWhatItDoesNotTake() {
        for (int bytes : new int[] {1_600_000, 2_500_000}) {
            var large = new DeploymentBuilder()
                    .withNewMetadata()
                    .withName("large")
                    .withNamespace(NAMESPACE)
                    .endMetadata()
                    .withNewSpec()
                    .withNewSelector()
                    .addToMatchLabels("app", "large")
                    .endSelector()
                    .withNewTemplate()
                    .withNewMetadata()
                    .addToLabels("app", "large")
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("large")
                    .withImage("image")
                    .withArgs("x".repeat(bytes))
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build();
            assertThatThrownBy(() -> client(0).resource(large).create())
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                        assertThat(e.getCode()).isEqualTo(413);
                        assertThat(e).hasMessageContaining("etcdserver: request is too large");
                    });
        }
    }

    private static void awaitMore(ConcurrentSkipListSet<String> acknowledged) {
        int before = acknowledged.size();
        await().atMost(PATIENCE).until(() -> acknowledged.size() > before + 40);
    }

    private void createUntil(AtomicBoolean enough, int writer, ConcurrentSkipListSet<String> acknowledged) {
        for (int i = 0; !enough.get(); i++) {
            var name = "kept-" + writer + "-" + i;
            try {
                acknowledged.add(name + "@" + version(create(writer, name)));
            } catch (KubernetesClientException e) {
                // Not known whether it was written; what was acknowledged is.
                assertThat(e.getCode()).as("%s", e).isIn(0, 409, 500, 503, 504);
            }
        }
    }
}
