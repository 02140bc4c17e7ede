package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.WatchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdServerTlsTest {
    @TempDir
    Path directory;

    private TestCertificate known;
    private TestCertificate stranger;
    private EmbeddedEtcd store;
    private EtcdServer server;

    @BeforeEach
    void serve() throws Exception {
        known = TestCertificate.make(directory, "known");
        stranger = TestCertificate.make(directory, "stranger");
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false));
        server = EtcdServer.start(store, EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.of(known.server())));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private EtcdClient connect(Optional<EtcdClientOptions.Certificate> shown, Duration timeout) throws IOException {
        var tls = new EtcdClientOptions.Tls(known.certificate(), shown);
        return EtcdClient.connect(
                new EtcdClientOptions(List.of(ServedEtcd.loopback(server.port())), Optional.of(tls), timeout));
    }

    @Test
    void servesClientsWhoseCertificateIsKnown() throws IOException {
        try (var client = connect(known.client().certificate(), Duration.ofSeconds(20))) {
            var seen = new RecordingListener();
            try (var _ = client.watch(WatchRequest.of(KeyRange.all()), seen)) {
                long revision = client.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")))
                        .revision();

                seen.awaitRevision(revision);
                assertThat(client.get(Bytes.utf8("a"))).map(KeyValue::value).contains(Bytes.utf8("1"));
            }
        }
    }

    @Test
    void refusesClientsWithoutAKnownCertificate() throws IOException {
        try (var nameless = connect(Optional.empty(), Duration.ofSeconds(1));
                var unknown = connect(stranger.client().certificate(), Duration.ofSeconds(1))) {
            assertThatThrownBy(nameless::revision).isInstanceOf(EtcdException.class);
            assertThatThrownBy(unknown::revision).isInstanceOf(EtcdException.class);
        }
    }
}
