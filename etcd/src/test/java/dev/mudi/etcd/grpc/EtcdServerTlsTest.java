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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdServerTlsTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;

    @BeforeEach
    void serve() throws Exception {
        makeCertificate("known");
        makeCertificate("stranger");
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false));
        var tls = new EtcdServerOptions.Tls(pem("known.crt"), pem("known.key"), Optional.of(pem("known.crt")));
        server = EtcdServer.start(
                store,
                EtcdServerOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.of(tls)));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private Path pem(String name) {
        return directory.resolve(name);
    }

    private EtcdClient connect(Optional<EtcdClientOptions.Certificate> certificate, Duration timeout)
            throws IOException {
        var endpoint = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        var tls = new EtcdClientOptions.Tls(pem("known.crt"), certificate);
        return EtcdClient.connect(new EtcdClientOptions(List.of(endpoint), Optional.of(tls), timeout));
    }

    private Optional<EtcdClientOptions.Certificate> certificate(String name) {
        return Optional.of(new EtcdClientOptions.Certificate(pem(name + ".crt"), pem(name + ".key")));
    }

    @Test
    void servesClientsWhoseCertificateIsKnown() throws IOException {
        try (var client = connect(certificate("known"), Duration.ofSeconds(20))) {
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
                var stranger = connect(certificate("stranger"), Duration.ofSeconds(1))) {
            assertThatThrownBy(nameless::revision).isInstanceOf(EtcdException.class);
            assertThatThrownBy(stranger::revision).isInstanceOf(EtcdException.class);
        }
    }

    /** A self-signed certificate for 127.0.0.1 with its key, as PEM. */
    private void makeCertificate(String name) throws IOException, InterruptedException, GeneralSecurityException {
        var store = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        writePem(name + ".crt", "CERTIFICATE", keys.getCertificate("own").getEncoded());
        writePem(name + ".key", "PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded());
    }

    private void writePem(String name, String type, byte[] content) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(pem(name), "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }
}
