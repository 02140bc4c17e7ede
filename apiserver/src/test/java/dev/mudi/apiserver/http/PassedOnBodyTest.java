package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.RequestReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that go on to a pod, service or node are read as they come. */
@Timeout(180)
class PassedOnBodyTest {
    private static final String PROXY = "/api/v1/namespaces/shop/pods/front/proxy/upload";
    private static final int LARGE = 48 * 1024 * 1024;
    private static final int ON_THE_WAY = 24 * 1024 * 1024;

    private static TestPki pki;

    private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws IOException {
        pki = TestPki.in(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private URI serve(RequestReceiver receiver) throws IOException {
        server = pki.serve(receiver);
        return URI.create("https://localhost:" + server.address().getPort() + PROXY);
    }

    private static HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(pki.client()).build();
    }

    private void count(ApiRequest request, ApiResponse response) {
        try (var body = request.bodyStream()) {
            var count = String.valueOf(body.transferTo(java.io.OutputStream.nullOutputStream()));
            response.send(200, "text/plain", count.getBytes(StandardCharsets.UTF_8));
            ends.add("complete");
        } catch (IOException e) {
            ends.add(e.getMessage());
        }
    }

    /** So many zeros, counted as they are taken. */
    private static InputStream zeros(long size, AtomicLong taken) {
        return new InputStream() {
            @Override
            public int read() {
                return taken.getAndIncrement() < size ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                long left = size - taken.get();
                if (left <= 0) {
                    return -1;
                }
                int some = (int) Math.min(left, length);
                Arrays.fill(into, offset, offset + some, (byte) 0);
                taken.addAndGet(some);
                return some;
            }
        };
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aClientWaitsWhileNobodyReads(HttpClient.Version version) throws Exception {
        var reading = new CountDownLatch(1);
        var uri = serve((request, response) -> {
            try {
                reading.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            count(request, response);
        });
        var taken = new AtomicLong();
        var request = HttpRequest.newBuilder(uri)
                .POST(BodyPublishers.ofInputStream(() -> zeros(LARGE, taken)))
                .build();

        try (var client = client(version)) {
            var answer = client.sendAsync(request, BodyHandlers.ofString());
            var before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(300))
                    .until(() -> taken.get() > 0 && before.getAndSet(taken.get()) == taken.get());
            assertThat(taken.get()).isLessThan(ON_THE_WAY);

            reading.countDown();
            assertThat(answer.get(2, TimeUnit.MINUTES).body()).isEqualTo(String.valueOf(LARGE));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void anAnswerMayComeBeforeTheBodyIsRead(HttpClient.Version version) throws Exception {
        var uri = serve((request, response) -> response.send(403, "text/plain", "no".getBytes(StandardCharsets.UTF_8)));
        var request = HttpRequest.newBuilder(uri)
                .PUT(BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]))
                .build();

        try (var client = client(version)) {
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("no");
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whoeverReadsIsToldWhenTheClientLeaves(HttpClient.Version version) throws Exception {
        var uri = serve(this::count);
        var taken = new AtomicLong();
        var stuck = new CountDownLatch(1);
        var request = HttpRequest.newBuilder(uri)
                .POST(BodyPublishers.ofInputStream(() -> new InputStream() {
                    private final InputStream some = zeros(100_000, taken);

                    @Override
                    public int read() throws IOException {
                        throw new IOException("read in pieces only");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        int read = some.read(into, offset, length);
                        if (read < 0) {
                            await().until(() -> stuck.getCount() == 0);
                            throw new IOException("the rest cannot be read");
                        }
                        return read;
                    }
                }))
                .build();

        var client = client(version);
        var answer = client.sendAsync(request, BodyHandlers.ofString());
        await().until(() -> taken.get() == 100_000);
        stuck.countDown();

        assertThat(ends.poll(1, TimeUnit.MINUTES)).isEqualTo("the client has left before the end of the body");
        client.shutdownNow();
        await().until(answer::isDone);
    }
}
