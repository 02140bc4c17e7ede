package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.TlsTerms;
import dev.mudi.etcd.raft.EtcdMember;
import dev.mudi.etcd.raft.MemberOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member speaks the TLS that it was told to, with clients and with other members, and no other. */
class TlsTermsTest {
    private static final String SUITE = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    private static final TlsTerms OLD = new TlsTerms(List.of("TLSv1.2"), List.of()).withCipherSuites(List.of(SUITE));
    private static final TlsTerms NEW = new TlsTerms(List.of("TLSv1.3"), List.of());

    @TempDir
    Path directory;

    private TestCertificate known;

    @BeforeEach
    void make() throws IOException {
        known = TestCertificate.make(directory, "known");
    }

    /** The suite that is agreed on. */
    private String suite(int port, String... protocols) throws IOException {
        try (var socket = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setEnabledProtocols(protocols);
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    private SSLContext context() {
        var password = "password".toCharArray();
        try {
            var keys = KeyStore.getInstance(directory.resolve("known.p12").toFile(), password);
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, password);
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("known", keys.getCertificate("own"));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private EtcdServer serve(EmbeddedEtcd store, TlsTerms terms) throws IOException {
        var tls = new EtcdServerOptions.Tls(known.certificate(), known.key(), Optional.of(known.certificate()), terms);
        return EtcdServer.start(store, EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.of(tls)));
    }

    @Test
    void clientsAreServedByThem() throws IOException {
        try (var store =
                EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false))) {
            try (var server = serve(store, TlsTerms.DEFAULT)) {
                assertThat(suite(server.port(), "TLSv1.3")).startsWith("TLS_AES");
                assertThat(suite(server.port(), "TLSv1.2")).startsWith("TLS_ECDHE");
            }
            try (var server = serve(store, OLD)) {
                assertThat(suite(server.port(), "TLSv1.2", "TLSv1.3")).isEqualTo(SUITE);
                assertThatThrownBy(() -> suite(server.port(), "TLSv1.3")).isInstanceOf(SSLException.class);
            }
            try (var server = serve(store, NEW)) {
                assertThat(suite(server.port(), "TLSv1.2", "TLSv1.3")).startsWith("TLS_AES");
                assertThatThrownBy(() -> suite(server.port(), "TLSv1.2")).isInstanceOf(SSLException.class);
            }
            // As in Go: what is chosen is chosen for TLS 1.2, and takes nothing from TLS 1.3.
            try (var server = serve(store, TlsTerms.DEFAULT.withCipherSuites(List.of(SUITE)))) {
                assertThat(suite(server.port(), "TLSv1.2")).isEqualTo(SUITE);
                assertThat(suite(server.port(), "TLSv1.3")).startsWith("TLS_AES");
            }
        }
    }

    @Test
    void membersSpeakByThem() throws IOException {
        int port = FreePorts.next();
        var urls = List.of("https://127.0.0.1:" + port);
        var options = new MemberOptions(
                "a",
                directory.resolve("a"),
                new MemberOptions.Addresses(ServedEtcd.loopback(port), urls, List.of()),
                new MemberOptions.Cluster("test", Map.of("a", urls), false),
                Optional.of(new PeerTls(known.certificate(), known.key(), known.certificate(), OLD)),
                MemberOptions.Limits.DEFAULT);
        try (var _ = EtcdMember.start(options)) {
            assertThat(suite(port, "TLSv1.2", "TLSv1.3")).isEqualTo(SUITE);
            assertThatThrownBy(() -> suite(port, "TLSv1.3")).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void suitesHaveTheNamesThatGoGivesThem() {
        assertThat(TlsTerms.DEFAULT
                        .withCipherSuites(List.of("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"))
                        .cipherSuites())
                .contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThatThrownBy(() -> TlsTerms.DEFAULT.withCipherSuites(List.of("TLS_RSA_WITH_RC4_128_SHA")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("TLS_RSA_WITH_RC4_128_SHA, which is no cipher suite of a member: give some of");
    }
}
