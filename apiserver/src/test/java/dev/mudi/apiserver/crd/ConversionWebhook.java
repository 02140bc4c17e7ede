package dev.mudi.apiserver.crd;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A webhook on this machine: v1's {@code spec.host} and {@code spec.port} are v2's {@code spec.address}. */
final class ConversionWebhook implements AutoCloseable {
    private HttpsServer server;
    private final ClusterPki pki;
    private final List<ObjectValue> reviews = new CopyOnWriteArrayList<>();
    private final Set<InetSocketAddress> peers = ConcurrentHashMap.newKeySet();
    private volatile UnaryOperator<ObjectValue> answering = this::success;

    ConversionWebhook(ClusterPki pki) throws IOException, GeneralSecurityException {
        this.pki = pki;
        server = started(0);
    }

    private HttpsServer started(int port) throws IOException, GeneralSecurityException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/convert", exchange -> {
            var review = Json.object(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            reviews.add(review);
            peers.add(exchange.getRemoteAddress());
            var answer = Json.write(answering.apply(review));
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Closes all connections, and listens again at the same port. */
    void restart() throws IOException, GeneralSecurityException {
        int port = port();
        server.stop(0);
        server = started(port);
    }

    /** The other ends of the connections by which reviews came. */
    Set<InetSocketAddress> peers() {
        return peers;
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        var self = pki.authority()
                .issue(CertificateRequest.server(
                        "hook", List.of("localhost", "hook.default.svc"), List.of("127.0.0.1")));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("self", self.key(), new char[0], new Certificate[] {self.certificate()});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The reviews that were asked for, in order. */
    List<ObjectValue> reviews() {
        return reviews;
    }

    /** Answers like this from now on. */
    void answer(UnaryOperator<ObjectValue> next) {
        answering = next;
    }

    ObjectValue success(ObjectValue review) {
        var request = review.object("request");
        var converted = request.array("objects")
                .objects()
                .map(object -> (Value) converted(object, request.string("desiredAPIVersion")))
                .toList();
        return answer(review, Json.object("{\"status\":\"Success\"}"), new ArrayValue(converted));
    }

    static ObjectValue answer(ObjectValue review, ObjectValue result, ArrayValue converted) {
        return review.without("request")
                .with(
                        "response",
                        ObjectValue.builder()
                                .put("uid", review.object("request").string("uid"))
                                .put("result", result)
                                .put("convertedObjects", converted)
                                .build());
    }

    private static ObjectValue converted(ObjectValue object, String apiVersion) {
        var spec = object.object("spec");
        var next = spec;
        if (apiVersion.endsWith("/v2") && spec.has("host")) {
            next = spec.without("host")
                    .without("port")
                    .with("address", spec.string("host") + ":" + spec.string("port"));
        } else if (apiVersion.endsWith("/v1") && spec.has("address")) {
            var parts = spec.string("address").split(":", 2);
            next = spec.without("address").with("host", parts[0]).with("port", parts[1]);
        }
        return object.with("apiVersion", apiVersion).with("spec", next);
    }

    /** {@code spec.conversion} of definitions that ask here. */
    ObjectValue conversion(String clientConfig) {
        return Json.object(
                "{\"strategy\":\"Webhook\",\"webhook\":{\"conversionReviewVersions\":[\"v1\",\"v1beta1\"],\"clientConfig\":"
                        + clientConfig + "}}");
    }

    /** A {@code clientConfig} by URL. */
    String byUrl() throws GeneralSecurityException {
        return "{\"url\":\"https://localhost:" + port() + "/convert\",\"caBundle\":\"" + bundle() + "\"}";
    }

    /** A {@code clientConfig} by service. */
    String byService() throws GeneralSecurityException {
        return "{\"service\":{\"namespace\":\"default\",\"name\":\"hook\",\"path\":\"/convert\",\"port\":443},\"caBundle\":\""
                + bundle() + "\"}";
    }

    private String bundle() throws GeneralSecurityException {
        var der = Base64.getMimeEncoder()
                .encodeToString(pki.authority().certificate().getEncoded());
        var pem = "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
