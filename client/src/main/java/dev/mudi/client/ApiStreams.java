package dev.mudi.client;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Opens GET requests whose bodies are read as they arrive, through a typed client's connection and credentials. */
final class ApiStreams {
    private static final int ERROR_EXCERPT = 512;

    private final KubernetesClient client;
    private final String server;

    ApiStreams(KubernetesClient client) {
        this.client = client;
        this.server = server(client);
    }

    /** The server's address, to which a path can be appended. */
    static String server(KubernetesClient client) {
        var url = client.getMasterUrl().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Asks for the target and gives the body of a 200.
     *
     * @throws GoneException on 410
     * @throws IOException on any other refusal, and when the server can't be reached
     */
    InputStream read(String target, String accept, boolean streaming) throws IOException {
        var http = client.getHttpClient();
        var request = http.newHttpRequestBuilder().uri(server + target).header("Accept", accept);
        if (streaming) {
            request.forStreaming();
        }
        var response = await(http.sendAsync(request.build(), InputStream.class), target);
        if (response.isSuccessful()) {
            return response.body();
        }
        try (var body = response.body()) {
            var excerpt = new String(body.readNBytes(ERROR_EXCERPT), StandardCharsets.UTF_8);
            throw refused(response.code(), "GET " + target + " answered " + response.code() + ": " + excerpt);
        }
    }

    private static HttpResponse<InputStream> await(CompletableFuture<HttpResponse<InputStream>> answer, String target)
            throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for " + target, e);
        } catch (ExecutionException e) {
            throw new IOException("GET " + target + " failed: " + e.getCause(), e.getCause());
        }
    }

    /** The exception that an ERROR event stands for. */
    static IOException refused(Status status) {
        var code = status.getCode() == null ? HttpURLConnection.HTTP_INTERNAL_ERROR : status.getCode();
        return refused(code, "the watch ended with " + code + " " + status.getReason() + ": " + status.getMessage());
    }

    private static IOException refused(int code, String message) {
        return code == HttpURLConnection.HTTP_GONE ? new GoneException(message) : new IOException(message);
    }

    /**
     * Closes the stream when the time is over, unless the guard is closed first. A peer that vanished without a word
     * would otherwise leave its reader waiting for ever.
     */
    Guard closeAfter(Closeable stream, Duration time) {
        var timer = new CompletableFuture<Void>();
        var closing = timer.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).exceptionally(overdue -> {
            closeQuietly(stream);
            return null;
        });
        return () -> {
            timer.complete(null); // also takes the entry from the JDK's timer
            closing.join();
        };
    }

    private static void closeQuietly(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The reader sees the end of its stream either way.
        }
    }

    /** Ends a deadline. */
    @FunctionalInterface
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
