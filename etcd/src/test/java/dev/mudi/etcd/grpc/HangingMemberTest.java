package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.PutRequest;
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
                                writes.incrementAndGet();
                                running.await();
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
}
