package dev.mudi.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is known by the certificate of the connection or by a JSON Web Token, and what is told over HTTPS. */
class CertificatesAndTokensTest {
    @TempDir
    Path directory;

    private EmbeddedEtcd store;
    private EtcdServer server;
    private TestCertificate alice;

    @BeforeEach
    void serve() throws IOException {
        alice = TestCertificate.make(directory, "alice");
        store = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("data")).withFsync(false));
        server = start("jwt,sign-method=ES256,priv-key=" + key("ours") + ",pub-key=" + key("ours") + ".pub,ttl=10m");
    }

    private EtcdServer start(String tokens) throws IOException {
        var options = EtcdServerOptions.of(ServedEtcd.loopback(0), Optional.of(alice.server()));
        return EtcdServer.start(
                store, options.withAuthTokens(new EtcdServerOptions.AuthTokens(tokens, Duration.ofMinutes(5))));
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    /** The file of a key pair's secret half; the open one is beside it. */
    private Path key(String name) throws IOException {
        var file = directory.resolve(name + ".pem");
        if (!Files.exists(file)) {
            openssl("ecparam -name prime256v1 -genkey -noout -out " + file);
            openssl("ec -in " + file + " -pubout -out " + file + ".pub");
        }
        return file;
    }

    private static void openssl(String command) throws IOException {
        var process = new ProcessBuilder(("openssl " + command).split(" ", -1))
                .redirectErrorStream(true)
                .start();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(words).isZero();
    }

    private Etcdctl etcdctl(EtcdServer at) {
        return Etcdctl.at(at.port(), alice.certificate(), alice.certificate(), alice.key());
    }

    private void makeUsers() throws Exception {
        for (var command : new String[] {
            "user add root:secret",
            "user grant-role root root",
            "user add alice --no-password",
            "user add bob:wonder",
            "role add reader",
            "role grant-permission reader read a",
            "user grant-role alice reader",
            "user grant-role bob reader",
            "put a 1",
            "auth enable"
        }) {
            etcdctl(server).run(command).done();
        }
    }

    @Test
    void theCommonNameOfACertificateIsAUser() throws Exception {
        makeUsers();
        assertThat(etcdctl(server).run("get a").done()).isEqualTo("a\n1\n");
        assertThat(etcdctl(server).run("put a 2").refused()).contains("etcdserver: permission denied");
        assertThat(etcdctl(server).run("user list").refused()).contains("etcdserver: permission denied");
        etcdctl(server).run("put a 2 --user=root:secret").done();
    }

    @Test
    void aTokenIsGoodAtEveryServerThatKnowsItsKeyAndAtNoOther() throws Exception {
        makeUsers();
        assertThat(etcdctl(server).run("get a --user=bob:wonder").done()).isEqualTo("a\n1\n");
        assertThat(etcdctl(server).run("put a 2 --user=bob:wonder").refused()).contains("permission denied");
        assertThat(etcdctl(server).run("get a --user=bob:wrong").refused())
                .contains("authentication failed, invalid user ID or password");
        var token = token(server, "bob", "wonder");
        assertThat(token.split("\\.", -1)).hasSize(3);
        try (var same = start("jwt,sign-method=ES256,pub-key=" + key("ours") + ".pub");
                var other = start("jwt,sign-method=ES256,priv-key=" + key("theirs"))) {
            assertThat(readWith(same, token)).isEqualTo("OK");
            assertThat(readWith(other, token)).isEqualTo("UNAUTHENTICATED etcdserver: invalid auth token");
            assertThat(readWith(same, token + "x")).isEqualTo("UNAUTHENTICATED etcdserver: invalid auth token");
        }
        etcdctl(server)
                .run("role revoke-permission reader a --user=root:secret")
                .done();
        assertThat(readWith(server, token)).isEqualTo("INVALID_ARGUMENT etcdserver: revision of auth store is old");
    }

    private String token(EtcdServer at, String user, String password) throws IOException {
        var request = Wire.AuthenticateRequest.newBuilder()
                .setName(user)
                .setPassword(password)
                .build();
        return GrpcCalls.call(at, alice, "", AuthMethods.AUTHENTICATE, request).getToken();
    }

    /** What comes of reading a key with a token: the code, and the words of a refusal. */
    private String readWith(EtcdServer at, String token) throws IOException {
        var request = Wire.RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("a"))
                .build();
        try {
            var _ = GrpcCalls.call(at, alice, token, Methods.RANGE, request);
            return "OK";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    @Test
    void tellsHealthMetricsAndVersionOverHttps() throws Exception {
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls(true))
                .build()) {
            assertThat(get(http, "/health")).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");
            assertThat(get(http, "/version")).contains("\"etcdserver\":\"3.6.8\"");
            assertThat(get(http, "/metrics")).contains("etcd_server_has_leader 1");
        }
    }

    @Test
    void asksForACertificateOfWhoWantsToKnowHealthOverHttps() throws Exception {
        int port = server.tellHealth(ServedEtcd.loopback(0), Optional.of(alice.server()));
        try (var known = HttpClient.newBuilder().sslContext(tls(true)).build();
                var stranger = HttpClient.newBuilder().sslContext(tls(false)).build()) {
            assertThat(get(known, port, "/readyz")).isEqualTo("ok\n");
            assertThatThrownBy(() -> get(stranger, port, "/readyz")).isInstanceOf(IOException.class);
        }
    }

    private String get(HttpClient http, String path) throws IOException, InterruptedException {
        return get(http, server.port(), path);
    }

    private static String get(HttpClient http, int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    /** @param known whether a certificate is shown */
    private SSLContext tls(boolean known) throws Exception {
        var keys = KeyStore.getInstance(directory.resolve("alice.p12").toFile(), "password".toCharArray());
        var own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, "password".toCharArray());
        var authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        try (var in = Files.newInputStream(alice.certificate())) {
            authorities.setCertificateEntry(
                    "etcd", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(authorities);
        var context = SSLContext.getInstance("TLS");
        context.init(known ? own.getKeyManagers() : new KeyManager[0], trusted.getTrustManagers(), null);
        return context;
    }
}
