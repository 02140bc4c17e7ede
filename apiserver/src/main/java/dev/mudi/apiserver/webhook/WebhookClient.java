package dev.mudi.apiserver.webhook;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sends reviews to webhooks and waits for theirs. Safe for several threads; each call has a connection of its own. */
public final class WebhookClient {
    private final ServiceEndpoints endpoints;

    /** Finds services among these objects, and chooses among their endpoints by this. */
    public WebhookClient(ObjectSource objects, RandomGenerator random) {
        this.endpoints = new ServiceEndpoints(objects, random);
    }

    /**
     * Sends an object, and gives what comes back.
     *
     * @param timeout for all of it, in whole seconds
     * @throws WebhookException when nothing comes in time, or something else than an object
     */
    public ObjectValue post(WebhookConfig config, ObjectValue review, Duration timeout) throws WebhookException {
        var url = config.url() + "?timeout=" + timeout.toSeconds() + "s";
        try (var socket = connect(config, timeout)) {
            var exchange = new HttpExchange(socket.getInputStream(), socket.getOutputStream());
            var path = config.url().getRawPath().isEmpty() ? "/" : config.url().getRawPath();
            var answer = exchange.post(
                    path + "?timeout=" + timeout.toSeconds() + "s",
                    config.host() + ":" + config.port(),
                    Json.write(review));
            if (answer.code() / 100 != 2) {
                throw new WebhookException(refusal(answer));
            }
            return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (SocketTimeoutException e) {
            throw new WebhookException("Post \"" + url + "\": context deadline exceeded", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new WebhookException("Post \"" + url + "\": " + e.getMessage(), e);
        } catch (MalformedException e) {
            throw new WebhookException("the answer is no JSON object: " + e.getMessage(), e);
        }
    }

    private static String refusal(HttpExchange.Answer answer) {
        var text = answer.body().strip();
        return switch (answer.code()) {
            case 404 -> "the server could not find the requested resource";
            case 403 -> "forbidden: " + text;
            case 500, 502, 503, 504 ->
                "an error on the server (\"" + text + "\") has prevented the request from succeeding";
            default ->
                "the server responded with the status code " + answer.code() + " but did not return more information";
        };
    }

    private Socket connect(WebhookConfig config, Duration timeout)
            throws WebhookException, IOException, GeneralSecurityException {
        var address = config.service().isPresent()
                ? endpoints.address(config.service().get())
                : new InetSocketAddress(config.host(), config.port());
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            var factory = context(config.authorities()).getSocketFactory();
            var secured = (SSLSocket) factory.createSocket(socket, config.host(), config.port(), true);
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (IOException | GeneralSecurityException e) {
            socket.close();
            throw e;
        }
    }

    /** Believes these authorities alone, or those that this Java believes. */
    private static SSLContext context(String authorities) throws GeneralSecurityException, IOException {
        if (authorities.isEmpty()) {
            return SSLContext.getDefault();
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int count = 0;
        var in = new ByteArrayInputStream(authorities.getBytes(StandardCharsets.UTF_8));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("ca" + count++, certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
