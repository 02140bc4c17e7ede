package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.ByteSink;
import dev.mudi.apiserver.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that are written while they are sent. */
@Timeout(30)
class WrittenBodyTest {
    private static final int LINES = 200_000;

    private static TestPki pki;
    private static HttpServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        pki = TestPki.in(directory);
        server = pki.serve((request, response) -> response.send(
                200,
                "text/plain",
                Headers.NONE,
                request.path().equals("/large") ? out -> lines(LINES, out) : out -> lines(10, out)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void lines(int count, ByteSink out) {
        for (int i = 0; i < count; i++) {
            out.number(i);
            out.write(" lines\n");
        }
    }

    private static String expected(int count) {
        var text = new StringBuilder();
        lines(count, (bytes, from, length) -> text.append(new String(bytes, from, length, StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static <T> HttpResponse<T> ask(
            HttpClient.Version version, String method, String path, String encoding, HttpResponse.BodyHandler<T> body)
            throws Exception {
        var uri = URI.create("https://localhost:" + server.address().getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .header("Accept-Encoding", encoding)
                .method(method, BodyPublishers.noBody())
                .build();
        try (var client = HttpClient.newBuilder()
                .version(version)
                .sslContext(pki.client())
                .build()) {
            return client.send(request, body);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void largeOnesArriveWhole(HttpClient.Version version) throws Exception {
        var answer = ask(version, "GET", "/large", "identity", BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(expected(LINES));
        assertThat(answer.headers().firstValue("content-length")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void smallOnesSayHowLongTheyAre(HttpClient.Version version) throws Exception {
        var answer = ask(version, "GET", "/small", "identity", BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(expected(10));
        assertThat(answer.headers().firstValueAsLong("content-length"))
                .hasValue(expected(10).length());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void areNotSentToThoseWhoAskForTheHeadOnly(HttpClient.Version version) throws Exception {
        for (var path : new String[] {"/large", "/small"}) {
            var answer = ask(version, "HEAD", path, "identity", BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void areCompressedForThoseWhoAcceptIt(HttpClient.Version version) throws Exception {
        var answer = ask(version, "GET", "/large", "gzip", BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(expected(LINES));
        }
    }
}
