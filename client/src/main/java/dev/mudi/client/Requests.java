package dev.mudi.client;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.concurrent.ExecutionException;

/** Sends requests just as they are, through a typed client's connection and credentials. Thread-safe. */
final class Requests {
    static final String MERGE_PATCH = "application/merge-patch+json";

    private final KubernetesClient client;
    private final String server;

    Requests(KubernetesClient client) {
        this.client = client;
        this.server = ApiStreams.server(client);
    }

    /**
     * The body of a successful answer.
     *
     * @param body of type {@code contentType}; empty for none
     * @throws KubernetesClientException for any other answer, and for none
     */
    byte[] send(String method, String path, String accept, String contentType, String body) {
        var http = client.getHttpClient();
        HttpRequest.Builder request =
                http.newHttpRequestBuilder().uri(server + path).header("Accept", accept);
        if (body.isEmpty()) {
            request.method(method, null, null);
        } else {
            request.method(method, contentType, body);
        }
        try {
            var response = http.sendAsync(request.build(), byte[].class).get();
            if (!response.isSuccessful()) {
                throw refused(method + " " + path, response.code(), response.body());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted during " + method + " " + path, e);
        } catch (ExecutionException e) {
            throw new KubernetesClientException(method + " " + path + " failed: " + e.getCause(), e.getCause());
        }
    }

    private static KubernetesClientException refused(String what, int code, byte[] body) {
        Status status;
        try {
            status = Serialization.MAPPER.readValue(body, Status.class);
        } catch (IOException e) {
            return new KubernetesClientException(what + " answered " + code + " without a Status", code, new Status());
        }
        return new KubernetesClientException(
                what + " answered " + code + ": " + status.getMessage(),
                code == 0 ? HttpURLConnection.HTTP_INTERNAL_ERROR : code,
                status);
    }
}
