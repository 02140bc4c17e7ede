package dev.mudi.apiserver.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path directory;

    private PkiOptions options(Instant now, String... names) {
        return new PkiOptions(
                directory,
                List.of(names),
                List.of("192.0.2.7"),
                "10.96.0.1",
                "cluster.local",
                InstantSource.fixed(now));
    }

    private String text(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    @Test
    void makesTheFilesThatKubeadmMakes() throws Exception {
        ClusterPki.open(options(START, "host"));

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(
                        "ca.crt",
                        "ca.key",
                        "front-proxy-ca.crt",
                        "front-proxy-ca.key",
                        "sa.key",
                        "sa.pub",
                        "apiserver.crt",
                        "apiserver.key",
                        "apiserver-kubelet-client.crt",
                        "apiserver-kubelet-client.key",
                        "front-proxy-client.crt",
                        "front-proxy-client.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void namesTheServerAsClientsReachIt() throws Exception {
        var pki = ClusterPki.open(options(START, "host"));

        var certificate = pki.serving().certificate();
        certificate.verify(pki.authority().certificate().getPublicKey());
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .contains(
                        "kubernetes.default.svc.cluster.local",
                        "host",
                        "localhost",
                        "10.96.0.1",
                        "127.0.0.1",
                        "192.0.2.7");
    }

    @Test
    void usesWhatItMadeBefore() throws Exception {
        ClusterPki.open(options(START));
        var before = text("apiserver.crt") + text("ca.crt") + text("sa.key");

        ClusterPki.open(options(START.plus(Duration.ofDays(100))));

        assertThat(text("apiserver.crt") + text("ca.crt") + text("sa.key")).isEqualTo(before);
    }

    @Test
    void renewsCertificatesNearTheirEndButNotAuthoritiesAndTokenKeys() throws Exception {
        ClusterPki.open(options(START));
        var serving = text("apiserver.crt");
        var lasting = text("ca.crt") + text("sa.key");

        ClusterPki.open(options(START.plus(Duration.ofDays(330))));

        assertThat(text("apiserver.crt")).isNotEqualTo(serving);
        assertThat(text("ca.crt") + text("sa.key")).isEqualTo(lasting);
    }

    @Test
    void renewsTheServingCertificateWhenItLacksAName() throws Exception {
        ClusterPki.open(options(START));
        var serving = text("apiserver.crt");

        ClusterPki.open(options(START, "another-host"));

        assertThat(text("apiserver.crt")).isNotEqualTo(serving);
    }

    @Test
    void makesACertificateAnewWhenItIsToSaySomebodyElse() throws Exception {
        var pki = ClusterPki.open(options(START));
        var asked = CertificateRequest.client("kubernetes-admin", "a, group", "b+c");
        var kept = pki.certificate("admin", asked).certificate();

        assertThat(pki.certificate("admin", asked).certificate()).isEqualTo(kept);
        for (var other : List.of(
                CertificateRequest.client("kubernetes-admin", "system:masters"),
                CertificateRequest.client("kubernetes-admin"),
                CertificateRequest.client("Kubernetes-Admin"))) {
            var fresh = pki.authority().issue(other).certificate().getSubjectX500Principal();
            assertThat(pki.certificate("admin", other).certificate().getSubjectX500Principal())
                    .hasToString(fresh.toString());
        }
    }

    @Test
    void refusesAnAuthorityKeyWithoutItsCertificate() throws Exception {
        ClusterPki.open(options(START));
        Files.delete(directory.resolve("ca.crt"));

        assertThatThrownBy(() -> ClusterPki.open(options(START)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.key is there, but");
    }

    @Test
    void writesAKubeconfigThatEmbedsEverything() throws Exception {
        var pki = ClusterPki.open(options(START));
        var admin = pki.certificate("admin", CertificateRequest.client("kubernetes-admin", ClusterPki.ADMINS));
        var file = directory.resolve("admin.conf");

        new Kubeconfig(
                        "mudi",
                        URI.create("https://127.0.0.1:6443"),
                        pki.authority().certificate(),
                        "admin",
                        admin)
                .write(file);

        assertThat(Files.readString(file))
                .contains("server: https://127.0.0.1:6443", "current-context: mudi", "client-key-data: ");
        assertThat(admin.certificate().getSubjectX500Principal().getName())
                .contains("CN=kubernetes-admin", "O=kubeadm:cluster-admins");
    }

    @Test
    void writesKeysThatItReadsAgain() throws Exception {
        for (int i = 0; i < 50; i++) {
            var keys = Authority.newKeyPair();
            var file = directory.resolve("key.pem");
            Pem.writeSecret(file, Pem.text(keys.getPrivate(), keys.getPublic()));

            assertThat(Files.readString(file)).startsWith("-----BEGIN EC PRIVATE KEY-----");
            assertThat(((ECPrivateKey) Pem.privateKey(file)).getS())
                    .isEqualTo(((ECPrivateKey) keys.getPrivate()).getS());
        }
    }
}
