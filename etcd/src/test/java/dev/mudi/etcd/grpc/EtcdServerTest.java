package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.StoreFixture;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of the wire: our client on our server. */
class EtcdServerTest extends StoreFixture {
    @TempDir
    Path directory;

    private ServedEtcd served;

    @Override
    protected Etcd open() throws IOException {
        served = ServedEtcd.start(directory);
        return served.client();
    }

    @Override
    @AfterEach
    protected void closeStore() {
        served.close();
    }

    @Test
    void goesOnWithAWatchWhenTheServerWasAway() throws IOException {
        var seen = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()), seen)) {
            put("a", "1");
            seen.awaitRevision(base + 1);
            served.hangUp();
            served.store().put(PutRequest.of(key("a"), key("while away")));
            served.serveAgain();
            long last = put("a", "3");

            seen.awaitRevision(last);
            assertThat(seen.revisions()).containsExactly(base + 1, base + 2, base + 3);
        }
    }

    @Test
    void startsAWatchAgainThatCouldNotBeSentAllAtOnce() {
        int revisions = 40_000;
        for (int i = 0; i < revisions; i++) {
            served.store().put(PutRequest.of(key("key-" + i % 100), key("value " + i)));
        }
        var seen = new RecordingListener();
        try (var _ = etcd.watch(WatchRequest.of(KeyRange.all()).from(base + 1), seen)) {
            seen.awaitRevision(base + revisions);
            assertThat(seen.revisions())
                    .isEqualTo(LongStream.rangeClosed(base + 1, base + revisions)
                            .boxed()
                            .toList());
            assertThat(seen.events()).extracting(WatchEvent::type).containsOnly(WatchEvent.Type.PUT);
        }
    }

    @Test
    void streamsASnapshotThatRestores() throws IOException {
        for (int i = 0; i < 2000; i++) {
            put("key-" + i % 300, "value " + i);
        }
        var out = new ByteArrayOutputStream();

        etcd.snapshot(out);

        assertThat(out.size() % 512).isEqualTo(32);
        EmbeddedEtcd.restore(new ByteArrayInputStream(out.toByteArray()), directory.resolve("restored"));
        try (var restored = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("restored")))) {
            var all = RangeRequest.of(KeyRange.all());
            assertThat(restored.range(all)).isEqualTo(served.store().range(all));
        }
    }

    @Test
    void refusesWhatIsTooLarge() {
        var large = Bytes.wrap(new byte[(3 << 19) + 1]);
        assertRefused(Code.REQUEST_TOO_LARGE, () -> etcd.put(PutRequest.of(key("a"), large)));
        var ops = Collections.nCopies(129, (RequestOp) RangeRequest.of(key("a")));
        assertRefused(Code.TOO_MANY_OPS, () -> etcd.txn(new TxnRequest(List.of(), ops, List.of())));
    }

    /** Of a replicated store that is a question to the other members. */
    @Test
    void keepsALeaseAliveWithoutAskingForTheNewestRevision() throws IOException {
        var store = (Etcd) Proxy.newProxyInstance(
                Etcd.class.getClassLoader(), new Class<?>[] {Etcd.class}, (_, method, arguments) -> {
                    if (method.getName().equals("revision")) {
                        throw new IllegalStateException("asked for the newest revision");
                    }
                    return method.invoke(served.store(), arguments);
                });
        long lease = served.store().leaseGrant(60, 0).id();
        try (var server = EtcdServer.start(store, EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.empty()));
                var client = EtcdClient.connect(
                        EtcdClientOptions.of(List.of(ServedEtcd.loopback(server.port())), Optional.empty()))) {
            assertThat(client.leaseKeepAlive(lease)).isEqualTo(60);
        }
    }

    @Test
    void saysInOneLineThatAPortIsTaken() {
        var taken = EtcdServerOptions.of(ServedEtcd.loopback(served.port()), Optional.empty());
        assertThatThrownBy(() -> EtcdServer.start(served.store(), taken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on")
                .hasMessageContaining(String.valueOf(served.port()));
    }
}
