package dev.mudi.apiserver.webhook;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Sends reviews to webhooks and waits for theirs, on connections that are kept for the next call. Safe for several threads. */
public final class WebhookClient implements AutoCloseable {
    private final Connections connections = new Connections();
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
        var body = Json.write(review);
        try {
            var answer = answer(config, timeout, body);
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

    /** By a connection that waits or, where the peer has closed that meanwhile, by a new one. */
    private HttpExchange.Answer answer(WebhookConfig config, Duration timeout, byte[] body)
            throws WebhookException, IOException, GeneralSecurityException {
        var address = config.service().isPresent()
                ? endpoints.address(config.service().get())
                : new InetSocketAddress(config.host(), config.port());
        var place = new Connection.Place(address, config.host(), config.port(), config.authorities());
        var waiting = connections.waiting(place);
        if (waiting.isPresent()) {
            var answer = onKept(waiting.get(), config, timeout, body);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return on(Connections.open(place, timeout), config, timeout, body);
    }

    /** Empty if the peer closed the connection before it said anything: it has not taken the request. */
    private Optional<HttpExchange.Answer> onKept(
            Connection connection, WebhookConfig config, Duration timeout, byte[] body) throws IOException {
        try {
            return Optional.of(on(connection, config, timeout, body));
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (connection.exchange().isAnswering()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private HttpExchange.Answer on(Connection connection, WebhookConfig config, Duration timeout, byte[] body)
            throws IOException {
        boolean stays = false;
        try {
            connection.waitFor((int) timeout.toMillis());
            var path = config.url().getRawPath().isEmpty() ? "/" : config.url().getRawPath();
            var answer = connection
                    .exchange()
                    .post(path + "?timeout=" + timeout.toSeconds() + "s", config.host() + ":" + config.port(), body);
            stays = answer.stays();
            return answer;
        } finally {
            if (stays) {
                connections.keep(connection);
            } else {
                connection.close();
            }
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

    @Override
    public void close() {
        connections.close();
    }
}
