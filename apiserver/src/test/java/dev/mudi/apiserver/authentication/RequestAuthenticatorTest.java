package dev.mudi.apiserver.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.KnownObjects;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.TokenIssuer.Account;
import dev.mudi.apiserver.TokenIssuer.BoundTo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.PkiOptions;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestAuthenticatorTest {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final Account ACCOUNT = new Account("shop", "web", "account-uid");
    private static final BoundTo POD = new BoundTo("Pod", "web-0", "pod-uid", "node-1", "node-uid");

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-06-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final KnownObjects objects = new KnownObjects();
    private ClusterPki pki;
    private ServiceAccountTokens tokens;

    @BeforeEach
    void open() throws Exception {
        pki = ClusterPki.open(new PkiOptions(directory, List.of(), List.of(), "10.96.0.1", "cluster.local", clock));
        tokens = new ServiceAccountTokens(pki.serviceAccountKeyPair(), ISSUER, objects, clock);
        objects.put(
                "",
                "serviceaccounts",
                "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web\",\"uid\":\"account-uid\"}}");
        objects.put("", "pods", "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web-0\",\"uid\":\"pod-uid\"}}");
    }

    private RequestAuthenticator authenticator(boolean anonymous, TokenAuthenticator... more) {
        return new RequestAuthenticator(
                new FrontProxyAuthenticator(
                        new CertificateAuthenticator(
                                List.of(pki.frontProxyAuthority().certificate()), clock),
                        List.of("front-proxy-client")),
                new CertificateAuthenticator(List.of(pki.authority().certificate()), clock),
                more.length == 0 ? List.of(tokens) : List.of(more),
                List.of(ISSUER),
                anonymous);
    }

    private record Request(List<X509Certificate> peerCertificates, Headers headers) implements ApiRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public String rawPath() {
            return "/";
        }

        @Override
        public QueryParameters query() {
            return QueryParameters.NONE;
        }

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress("192.0.2.1", 1);
        }

        @Override
        public Optional<UserInfo> trustedUser() {
            return Optional.empty();
        }
    }

    private static Request bearing(String token) {
        return new Request(List.of(), Headers.of("Authorization", "Bearer " + token));
    }

    private void assertUnauthorized(RequestAuthenticator authenticator, ApiRequest request) {
        assertThatThrownBy(() -> authenticator.authenticate(request))
                .isInstanceOfSatisfying(StatusException.class, refusal -> {
                    assertThat(refusal.status().code()).isEqualTo(401);
                    assertThat(refusal.status().message()).isEqualTo("Unauthorized");
                });
    }

    @Test
    void readsTheUserOffAClientCertificate() {
        var jane = pki.authority().issue(CertificateRequest.client("jane", "dev", "ops"));

        var user = authenticator(true).authenticate(new Request(List.of(jane.certificate()), Headers.NONE));

        assertThat(user.name()).isEqualTo("jane");
        assertThat(user.groups()).containsExactlyInAnyOrder("dev", "ops", "system:authenticated");
    }

    @Test
    void refusesACertificateOfAnotherAuthority() {
        var stranger = pki.frontProxyAuthority().issue(CertificateRequest.client("jane", "system:masters"));

        assertUnauthorized(authenticator(true), new Request(List.of(stranger.certificate()), Headers.NONE));
    }

    @Test
    void refusesAServersCertificateAndOneOutOfDate() {
        var server = pki.authority().issue(CertificateRequest.server("jane", List.of("jane"), List.of()));
        assertUnauthorized(authenticator(true), new Request(List.of(server.certificate()), Headers.NONE));

        var jane = pki.authority().issue(CertificateRequest.client("jane"));
        var authenticator = authenticator(true);
        authenticator.authenticate(new Request(List.of(jane.certificate()), Headers.NONE));
        now = now.plus(Duration.ofDays(366));
        assertUnauthorized(authenticator, new Request(List.of(jane.certificate()), Headers.NONE));
    }

    @Test
    void takesAFrontProxysWordForTheUser() {
        var proxy = pki.frontProxyAuthority().issue(CertificateRequest.client("front-proxy-client"));
        var headers = Headers.of("X-Remote-User", "jane", "X-Remote-Group", "dev", "X-Remote-Extra-Scopes", "a");

        var user = authenticator(true).authenticate(new Request(List.of(proxy.certificate()), headers));

        assertThat(user.name()).isEqualTo("jane");
        assertThat(user.groups()).containsExactly("dev", "system:authenticated");
        assertThat(user.extra()).containsEntry("scopes", List.of("a"));
    }

    @Test
    void ignoresAProxysHeadersFromAnybodyElse() {
        var jane = pki.authority().issue(CertificateRequest.client("jane"));
        var headers = Headers.of("X-Remote-User", "admin", "X-Remote-Group", "system:masters");

        assertThat(authenticator(true)
                        .authenticate(new Request(List.of(jane.certificate()), headers))
                        .name())
                .isEqualTo("jane");
        assertThat(authenticator(true).authenticate(new Request(List.of(), headers)))
                .isEqualTo(UserInfo.ANONYMOUS);
    }

    @Test
    void readsTheServiceAccountOffABoundToken() {
        var token = tokens.issue(ACCOUNT, POD, List.of(), Duration.ofHours(1));

        var user = authenticator(true).authenticate(bearing(token.token()));

        assertThat(user.name()).isEqualTo("system:serviceaccount:shop:web");
        assertThat(user.uid()).isEqualTo("account-uid");
        assertThat(user.groups())
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated");
        assertThat(user.extra())
                .containsEntry("authentication.kubernetes.io/pod-name", List.of("web-0"))
                .containsEntry("authentication.kubernetes.io/node-name", List.of("node-1"))
                .containsEntry("authentication.kubernetes.io/credential-id", List.of("JTI=" + token.id()));
    }

    @Test
    void refusesATokenWhosePodIsGoneOrAnother() {
        var token = tokens.issue(ACCOUNT, POD, List.of(), Duration.ofHours(1)).token();
        var authenticator = authenticator(true);
        authenticator.authenticate(bearing(token));

        objects.put("", "pods", "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"web-0\",\"uid\":\"another\"}}");
        assertUnauthorized(authenticator, bearing(token));

        objects.remove("", "pods", "shop", "web-0");
        assertUnauthorized(authenticator, bearing(token));
    }

    @Test
    void refusesATokenThatIsExpiredForgedOrForOthers() {
        var authenticator = authenticator(true);
        var token = tokens.issue(ACCOUNT, BoundTo.NOTHING, List.of(), Duration.ofHours(1))
                .token();
        assertUnauthorized(authenticator, bearing(token.substring(0, token.length() - 6) + "AAAAAA"));
        assertUnauthorized(authenticator, bearing("nonsense"));
        var forVault = tokens.issue(ACCOUNT, BoundTo.NOTHING, List.of("vault"), Duration.ofHours(1));
        assertUnauthorized(authenticator, bearing(forVault.token()));

        authenticator.authenticate(bearing(token));
        now = now.plus(Duration.ofMinutes(61));
        assertUnauthorized(authenticator, bearing(token));
    }

    @Test
    void letsThePodTokensOfKubeletsLastAYear() {
        var token = tokens.issue(ACCOUNT, POD, List.of(), Duration.ofSeconds(3607));
        assertThat(token.expires()).isEqualTo(now.plusSeconds(3607));

        now = now.plus(Duration.ofDays(100));

        assertThat(authenticator(true).authenticate(bearing(token.token())).name())
                .isEqualTo("system:serviceaccount:shop:web");
    }

    @Test
    void readsStaticTokensFromAFile() throws Exception {
        var file = directory.resolve("tokens.csv");
        Files.writeString(file, "secret,jane,42,\"dev,ops\"\nother,joe,43\n");

        var user = authenticator(true, StaticTokens.read(file)).authenticate(bearing("secret"));

        assertThat(user).isEqualTo(new UserInfo("jane", "42", List.of("dev", "ops", "system:authenticated"), Map.of()));
        assertUnauthorized(authenticator(true, StaticTokens.read(file)), bearing("wrong"));
    }

    @Test
    void takesNobodyInParticularOnlyWhereThatIsAllowed() {
        var request = new Request(List.of(), Headers.NONE);

        assertThat(authenticator(true).authenticate(request)).isEqualTo(UserInfo.ANONYMOUS);
        assertUnauthorized(authenticator(false), request);
    }

    @Test
    void believesTheSameProcess() {
        var request = new MemoryRequest("GET", "/", Headers.NONE, new byte[0], UserInfo.of("system:kube-scheduler"));

        var user = authenticator(false).authenticate(request);

        assertThat(user.name()).isEqualTo("system:kube-scheduler");
        assertThat(user.groups()).containsExactly("system:authenticated");
    }
}
