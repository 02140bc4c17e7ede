package dev.mudi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cluster.ClusterOptions.Components;
import dev.mudi.cluster.ClusterOptions.Nodes;
import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.grpc.ExternalEtcd;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.etcd.raft.MemberOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move takes every acknowledged write along, or leaves everything as it was. */
class StoreMoveTest {
    private static final int WRITERS = 4;
    private static final int WRITES = 200;
    private static final Bytes LEASED = Bytes.utf8("/registry/events/leased");
    private static final Bytes GONE = Bytes.utf8("/registry/pods/gone");

    @TempDir
    private Path folder;

    @TempDir
    private Path theirs;

    private Store.Replicated replicated;
    private final Store embedded = new Store.Embedded(0);
    private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();

    @BeforeEach
    void choosePort() {
        int port = FreePorts.next();
        var url = "https://127.0.0.1:" + port;
        replicated = new Store.Replicated(
                "one",
                new MemberOptions.Addresses(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), List.of(url), List.of()),
                new MemberOptions.Cluster("test", Map.of("one", List.of(url)), false),
                List.of(),
                Optional.empty(),
                Duration.ofSeconds(2));
    }

    private ClusterOptions on(Store store) {
        return new ClusterOptions(folder, folder.resolve("log"), 0, new Nodes.None(), store);
    }

    /** Runs with the store that counts. */
    private long use(Work work) throws IOException {
        var store = StoreRecord.find(folder).orElse(embedded);
        try (var opened = ObjectStore.open(on(store), _ -> {})) {
            work.on(opened.etcd());
            return opened.etcd().revision();
        }
    }

    private interface Work {
        void on(Etcd etcd) throws IOException;
    }

    private void move(Store to) throws IOException, InterruptedException {
        StoreMove.run(on(to), _ -> {});
    }

    /** Some writers, who are cut off in the middle of their work. */
    private void write(String round) throws Exception {
        var store = StoreRecord.find(folder).orElse(embedded);
        var half = new CountDownLatch(WRITERS * WRITES / 2);
        try (var opened = ObjectStore.open(on(store), _ -> {})) {
            cutOff(opened.etcd(), round, half);
        }
    }

    private void cutOff(Etcd etcd, String round, CountDownLatch half) throws Exception {
        var writers = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(threads.submit(() -> writeUntilClosed(etcd, round + "-" + writer, half)));
            }
            assertThat(half.await(5, TimeUnit.MINUTES)).as("half is written").isTrue();
            etcd.close();
        }
        for (var writer : writers) {
            writer.get();
        }
    }

    private void writeUntilClosed(Etcd etcd, String writer, CountDownLatch half) {
        for (int i = 0; i < WRITES; i++) {
            var key = "/registry/configmaps/" + writer + "-" + i % 50;
            var value = writer + "-" + i;
            try {
                etcd.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)));
                acknowledged.put(key, value);
                half.countDown();
            } catch (EtcdException e) {
                // Not known whether it was written: the next one for the key says more.
                assertThat(e.code()).isIn(Code.STOPPED, Code.TIMEOUT);
            }
        }
    }

    private void assertAllThere(Etcd etcd) {
        acknowledged.forEach((key, value) -> assertThat(etcd.get(Bytes.utf8(key)))
                .as(key)
                .hasValueSatisfying(
                        kv -> assertThat(number(kv.value().toUtf8())).isGreaterThanOrEqualTo(number(value))));
        assertThat(etcd.get(LEASED))
                .hasValueSatisfying(
                        kv -> assertThat(etcd.leaseTimeToLive(kv.lease(), true).grantedTtlSeconds())
                                .isEqualTo(3600));
        assertThat(etcd.get(GONE)).isEmpty();
        assertThat(etcd.range(RangeRequest.of(KeyRange.prefix(Bytes.utf8("/mudi"))))
                        .kvs())
                .isEmpty();
    }

    /** What a writer wrote later may have come through without an answer. */
    private static int number(String value) {
        return Integer.parseInt(value.substring(value.lastIndexOf('-') + 1));
    }

    private long begin() throws Exception {
        long revision = use(etcd -> {
            long lease = etcd.leaseGrant(3600, 0).id();
            etcd.put(PutRequest.of(LEASED, LEASED).withLease(lease));
            etcd.put(PutRequest.of(GONE, GONE));
            etcd.deleteRange(DeleteRangeRequest.of(GONE));
        });
        StoreRecord.save(folder, embedded, new Components(new Nodes.Hollow(3), false, true));
        write("first");
        return revision;
    }

    @Test
    void aMemberOfAServerElectsWhenItWasToldTo() throws IOException {
        assertThat(MemberStore.memberOptions(on(replicated), replicated)
                        .limits()
                        .election())
                .isEqualTo(replicated.election());
    }

    @Test
    void betweenStoresOfTheClustersOwnEvenThePastStaysReadable() throws Exception {
        long old = begin();
        long before = use(this::assertAllThere);

        move(replicated);
        assertThat(use(etcd -> {
                    assertAllThere(etcd);
                    assertThat(etcd.range(RangeRequest.of(LEASED).atRevision(old))
                                    .kvs())
                            .hasSize(1);
                }))
                .isEqualTo(before);
        assertThat(folder.resolve("etcd.moved")).isDirectory();
        assertThat(StoreRecord.components(folder)).contains(new Components(new Nodes.Hollow(3), false, true));
        assertThat(StoreRecord.find(folder)).contains(replicated);
        write("second");
        long then = use(this::assertAllThere);

        move(embedded);
        assertThat(use(etcd -> {
                    assertAllThere(etcd);
                    assertThat(etcd.range(RangeRequest.of(LEASED).atRevision(old))
                                    .kvs())
                            .hasSize(1);
                }))
                .isEqualTo(then);
    }

    @Test
    void intoAnExternalEtcdAndBackNoRevisionMeansTwoThings() throws Exception {
        long old = begin();
        try (var etcd = ExternalEtcd.start(theirs)) {
            var external = new Store.External(
                    List.of(URI.create(etcd.url())), Optional.empty(), Optional.empty(), Optional.empty());
            long before = use(this::assertAllThere);
            move(external);
            long there = use(store -> {
                assertAllThere(store);
                assertThatThrownBy(() -> store.range(RangeRequest.of(LEASED).atRevision(old)))
                        .isInstanceOfSatisfying(
                                EtcdException.class, e -> assertThat(e.code()).isEqualTo(Code.COMPACTED));
                assertThat(store.get(LEASED).orElseThrow().modRevision()).isGreaterThan(before);
            });
            assertThat(there).isGreaterThan(before);
            write("second");
            long changed = use(this::assertAllThere);

            move(replicated);
            assertThat(use(this::assertAllThere)).isGreaterThan(changed);
            assertThatThrownBy(() -> move(external)).hasMessageContaining("keys under /registry/ already");
            write("third");

            move(embedded);
            use(this::assertAllThere);
        }
    }

    @Test
    void aMoveThatCannotBeDoneLeavesTheStoreInUse() throws Exception {
        assertThatThrownBy(() -> move(replicated)).hasMessageContaining("there is no cluster in");
        begin();
        assertThatThrownBy(() -> move(embedded)).hasMessageContaining("are in a store of its own already");
        try (var _ = DirectoryLock.acquire(folder)) {
            assertThatThrownBy(() -> move(replicated)).hasMessageContaining("stop it with 'mudi down'");
        }
        move(replicated);
        try (var etcd = ExternalEtcd.start(theirs)) {
            var external = new Store.External(
                    List.of(URI.create(etcd.url())), Optional.empty(), Optional.empty(), Optional.empty());
            try (var client = etcd.connect()) {
                client.put(PutRequest.of(GONE, GONE));
            }
            assertThatThrownBy(() -> move(external))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the etcd holds 1 keys under /registry/ already");
        }
        use(etcd -> {
            assertAllThere(etcd);
            etcd.put(PutRequest.of(LEASED, LEASED).withLease(etcd.leases().getFirst()));
        });
        assertThat(Files.exists(folder.resolve("move.snapshot"))).isFalse();
    }
}
