package dev.mudi.client;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpHeaders;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * fabric8's HTTP client over an {@link InMemoryTransport}. A request whose answer is read whole runs on the caller's own
 * thread: no hand-over, no time-out. A streaming one (watch, followed log) runs on a virtual thread of this client, at
 * the reader's pace, and ends when the reader cancels or the client is closed.
 */
final class InMemoryHttpClient
        extends StandardHttpClient<InMemoryHttpClient, InMemoryHttpClient.Factory, InMemoryHttpClient.Builder> {
    private static final int CLOSE_SECONDS = 5;

    private final InMemoryTransport transport;
    private final Identity identity;
    private final ExecutorService streams;
    private final Set<StreamedAnswer> open;

    private InMemoryHttpClient(Builder builder, Factory factory) {
        super(builder, new AtomicBoolean());
        this.transport = factory.transport;
        this.identity = factory.identity;
        this.streams = Executors.newVirtualThreadPerTaskExecutor();
        this.open = ConcurrentHashMap.newKeySet();
    }

    /** A client with other interceptors that shares the streams, and so the life, of the original. */
    private InMemoryHttpClient(Builder builder, InMemoryHttpClient original) {
        super(builder, original.getClosed());
        this.transport = original.transport;
        this.identity = original.identity;
        this.streams = original.streams;
        this.open = original.open;
    }

    @Override
    public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
            StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        try {
            if (closed.get()) {
                throw new IOException("the in-memory client is closed");
            }
            var message = message(request);
            return message.streaming() ? stream(request, message, consumer) : whole(request, message, consumer);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new KubernetesClientException(
                    "interrupted during " + request.method() + " "
                            + request.uri().getPath(),
                    e));
        }
    }

    private CompletableFuture<HttpResponse<AsyncBody>> whole(
            StandardHttpRequest request,
            InMemoryTransport.Request message,
            AsyncBody.Consumer<List<ByteBuffer>> consumer)
            throws IOException, InterruptedException {
        var answer = new WholeAnswer(request, consumer);
        transport.exchange(message, answer);
        return CompletableFuture.completedFuture(answer.response());
    }

    private CompletableFuture<HttpResponse<AsyncBody>> stream(
            StandardHttpRequest request,
            InMemoryTransport.Request message,
            AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        var answer = new StreamedAnswer(request, consumer);
        open.add(answer);
        streams.execute(() -> {
            try {
                transport.exchange(message, answer);
                answer.finished();
            } catch (IOException | RuntimeException e) {
                answer.failed(e);
            } catch (InterruptedException e) {
                answer.failed(new IOException("the stream was interrupted: its client was closed", e));
            } finally {
                open.remove(answer);
            }
        });
        return answer.response();
    }

    private InMemoryTransport.Request message(StandardHttpRequest request) throws IOException {
        var uri = request.uri();
        Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
        if (request.getContentType() != null) {
            headers.put(StandardHttpHeaders.CONTENT_TYPE, List.of(request.getContentType()));
        }
        return new InMemoryTransport.Request(
                request.method(), target(uri), headers, bytes(request.body()), identity, streaming(request));
    }

    private static String target(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static boolean streaming(StandardHttpRequest request) {
        var query = request.uri().getRawQuery();
        return request.isForStreaming()
                || (query != null && (query.contains("watch=true") || query.contains("follow=true")));
    }

    private static byte[] bytes(StandardHttpRequest.@Nullable BodyContent body) throws IOException {
        return switch (body) {
            case null -> new byte[0];
            case StandardHttpRequest.StringBodyContent text -> text.getContent().getBytes(StandardCharsets.UTF_8);
            case StandardHttpRequest.ByteArrayBodyContent array -> array.getContent();
            case StandardHttpRequest.InputStreamBodyContent input ->
                input.getContent().readAllBytes();
            default -> throw new IOException("a request body of type " + body.getClass() + " can't be sent in memory");
        };
    }

    @Override
    public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
            StandardWebSocketBuilder socket, WebSocket.Listener listener) {
        return CompletableFuture.failedFuture(new KubernetesClientException(
                "exec, attach and port-forward need an HTTPS client: the in-memory transport carries no WebSocket"));
    }

    @Override
    protected void doClose() {
        open.forEach(StreamedAnswer::cancel);
        streams.shutdown();
        try {
            if (!streams.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                streams.shutdownNow();
            }
        } catch (InterruptedException e) {
            streams.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Makes clients of one transport and identity. */
    static final class Factory implements HttpClient.Factory {
        private final InMemoryTransport transport;
        private final Identity identity;

        Factory(InMemoryTransport transport, Identity identity) {
            this.transport = transport;
            this.identity = identity;
        }

        @Override
        public Builder newBuilder() {
            return new Builder(this);
        }
    }

    /** Carries fabric8's interceptors and tags from a client to its derivations. */
    static final class Builder extends StandardHttpClientBuilder<InMemoryHttpClient, Factory, Builder> {
        private Builder(Factory factory) {
            super(factory);
        }

        @Override
        public HttpClient build() {
            return client == null ? new InMemoryHttpClient(this, clientFactory) : new InMemoryHttpClient(this, client);
        }

        @Override
        protected Builder newInstance(Factory factory) {
            return new Builder(factory);
        }
    }
}
