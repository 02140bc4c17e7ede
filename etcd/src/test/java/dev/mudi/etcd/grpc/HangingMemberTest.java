package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client on two members of which one keeps its connections and says nothing. */
class HangingMemberTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final int WRITES = 10;

    @TempDir
    Path directory;

    private final List<EtcdServer> servers = new ArrayList<>();
    private EmbeddedEtcd store;
    private Stoppable member;
    private Stoppable hanging;
    private EtcdClient client;

    @BeforeEach
    void start() throws IOException {
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false));
        member = new Stoppable();
        hanging = new Stoppable();
        var endpoints = List.of(ServedEtcd.loopback(member.serve()), ServedEtcd.loopback(hanging.serve()));
        client = EtcdClient.connect(new EtcdClientOptions(endpoints, Optional.empty(), Duration.ofSeconds(3)));
        await().untilAsserted(() -> {
            client.revision();
            assertThat(hanging.reads).hasPositiveValue();
            assertThat(member.reads).hasPositiveValue();
        });
    }

    @AfterEach
    void stop() {
        hanging.running.countDown();
        client.close();
        servers.forEach(EtcdServer::close);
        store.close();
    }

    /** A store that can be stopped: it is asked, and says nothing. */
    private final class Stoppable {
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicInteger writes = new AtomicInteger();
        /** Whether it does what it is asked before it says nothing. */
        private volatile boolean doesFirst;

        /** What happens when it is given a write, once the one who is silent has one. */
        private volatile Runnable onWrite = () -> {};

        private volatile CountDownLatch running = new CountDownLatch(0);

        private Etcd etcd() {
            return (Etcd) Proxy.newProxyInstance(
                    Etcd.class.getClassLoader(), new Class<?>[] {Etcd.class}, (_, method, arguments) -> {
                        switch (method.getName()) {
                            // What is asked so waits on a thread of its own, below.
                            case "submit" -> {
                                return Optional.empty();
                            }
                            case "range" -> {
                                reads.incrementAndGet();
                                running.await();
                            }
                            case "txn" -> {
                                var done = doesFirst ? method.invoke(store, arguments) : null;
                                writes.incrementAndGet();
                                if (hanging.writes.get() > 0) {
                                    onWrite.run();
                                }
                                running.await();
                                if (done != null) {
                                    return done;
                                }
                            }
                            default -> {}
                        }
                        return method.invoke(store, arguments);
                    });
        }

        private int serve() throws IOException {
            var server = EtcdServer.start(etcd(), EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty()));
            servers.add(server);
            return server.port();
        }

        private void stop() {
            running = new CountDownLatch(1);
            reads.set(0);
            writes.set(0);
        }
    }

    private void put() {
        client.put(PutRequest.of(KEY, Bytes.utf8("value")));
    }

    /** How writes were refused that were sent one after the other. */
    private List<EtcdException.Code> write() {
        var refused = new ArrayList<EtcdException.Code>();
        for (int i = 0; i < WRITES; i++) {
            try {
                put();
            } catch (EtcdException e) {
                refused.add(e.code());
            }
        }
        return refused;
    }

    @Test
    void aReadIsAnsweredByTheOther() {
        hanging.stop();
        long revision = store.revision();
        for (int i = 0; i < 4; i++) {
            assertThat(client.revision()).isEqualTo(revision);
        }
        assertThat(hanging.reads).hasPositiveValue();
    }

    @Test
    void onlyTheWriteThatItWasGivenBeforeItWasSilentIsLeftWithoutAnswer() {
        hanging.stop();

        var refused = write();

        // That it is done elsewhere nobody can promise.
        assertThat(refused).hasSizeLessThan(2).containsOnly(EtcdException.Code.TIMEOUT);
        assertThat(hanging.writes).hasValue(refused.size());
        assertThat(member.writes).hasValueGreaterThanOrEqualTo(WRITES - refused.size());
    }

    @Test
    void aClientThatHadNothingToAskKnowsBeforeItWrites() {
        hanging.stop();
        // The second question comes when the first has been given up.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(hanging.reads).hasValueGreaterThan(1));

        assertThat(write()).isEmpty();
        assertThat(hanging.writes).hasValue(0);
    }

    @Test
    void itIsGivenWritesAgainWhenItAnswersAgain() {
        hanging.stop();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(hanging.reads).hasValueGreaterThan(1));
        hanging.running.countDown();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            put();
            assertThat(hanging.writes).hasPositiveValue();
        });
    }

    /** Changes the key again and again on condition of its revision, until a change was given to who is silent. */
    private int updateUntilOneIsGivenToTheSilent() {
        long revision = store.put(PutRequest.of(KEY, Bytes.utf8("first"))).revision();
        int updates = 0;
        while (hanging.writes.get() == 0) {
            var done = client.txn(update(revision, "update " + updates));
            assertThat(done.succeeded()).isTrue();
            revision = done.revision();
            updates++;
        }
        return updates;
    }

    private static TxnRequest update(long revision, String value) {
        return TxnRequest.when(Compare.unchangedSince(KEY, revision), PutRequest.of(KEY, Bytes.utf8(value)))
                .otherwise(RangeRequest.of(KEY));
    }

    private long version() {
        return store.range(RangeRequest.of(KEY)).kvs().getFirst().version();
    }

    @Test
    void anUpdateOfAKnownRevisionIsDoneOnceByTheOther() {
        hanging.stop();

        int updates = updateUntilOneIsGivenToTheSilent();

        assertThat(hanging.writes).hasValue(1);
        assertThat(version()).isEqualTo(1 + updates);
        hanging.running.countDown();
        client.txn(TxnRequest.of(PutRequest.of(KEY, Bytes.utf8("last"))));
        assertThat(version()).as("with what was done late").isEqualTo(2 + updates);
    }

    /** The other can only say that the key is another by now; whose doing that is, nobody knows. */
    @Test
    void anUpdateThatTheSilentOneHasDoneIsNoConflict() {
        hanging.stop();
        hanging.doesFirst = true;

        assertThatThrownBy(this::updateUntilOneIsGivenToTheSilent)
                .isInstanceOfSatisfying(
                        EtcdException.class, e -> assertThat(e.code()).isEqualTo(EtcdException.Code.TIMEOUT));
    }

    @Test
    void anUpdateThatTheSilentOneHasDoneIsDoneWhenItSaysSo() {
        hanging.stop();
        hanging.doesFirst = true;
        member.onWrite = hanging.running::countDown;

        int updates = updateUntilOneIsGivenToTheSilent();

        assertThat(version()).isEqualTo(1 + updates);
    }

    @Test
    void aConflictIsOneWhenAllSaySo() {
        hanging.stop();
        member.onWrite = hanging.running::countDown;
        long stale = store.put(PutRequest.of(KEY, Bytes.utf8("first"))).revision();
        store.put(PutRequest.of(KEY, Bytes.utf8("someone else's")));

        while (hanging.writes.get() == 0) {
            assertThat(client.txn(update(stale, "too late")).succeeded()).isFalse();
        }
    }
}
