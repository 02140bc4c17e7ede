package dev.mudi.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node agent's server as the API server and monitoring use it. */
class ServerTest {

    @TempDir
    private static Path directory;

    private static ServedNode node;
    private static HttpClient client;
    private static HttpClient stranger;

    @BeforeAll
    static void start() throws IOException {
        node = new ServedNode(directory);
        client = HttpClient.newBuilder()
                .sslContext(node.certificates.client(true))
                .build();
        stranger = HttpClient.newBuilder()
                .sslContext(node.certificates.client(false))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        stranger.close();
        node.close();
    }

    private static HttpResponse<String> get(HttpClient by, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("https://" + node.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return by.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aRequestWithoutCredentialsIsRefused() throws Exception {
        assertThat(get(stranger, "/pods").statusCode()).isEqualTo(401);
        assertThat(get(stranger, "/pods", "Authorization", "Bearer bad").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aUserMayDoOnlyWhatTheApiServerAllows() throws Exception {
        assertThat(get(stranger, "/metrics", "Authorization", "Bearer good").body())
                .isEqualTo("up 1\n");
        var refused = get(stranger, "/containerLogs/default/web/main", "Authorization", "Bearer good");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("Forbidden (user=reader, verb=get, resource=nodes, subresource(s)=[proxy])\n");
    }

    @Test
    void theCertificateSaysWhoTheClientIs() throws Exception {
        assertThat(get(client, "/healthz").body()).isEqualTo("ok");
        assertThat(node.asked).contains("kube-apiserver [system:masters, system:authenticated] get healthz");
    }

    @Test
    void podsAreListedAndUnknownPathsAreNotFound() throws Exception {
        assertThat(get(client, "/pods").body()).contains("\"name\":\"web\"");
        assertThat(get(client, "/nothing").statusCode()).isEqualTo(404);
        assertThat(get(client, "/containerLogs/default/other/main").statusCode())
                .isEqualTo(404);
        assertThat(get(client, "/exec/default/web/main?command=true&output=1").statusCode())
                .isEqualTo(400);
    }

    private static String line(int second, String stream, String tag, String text) {
        return "2026-01-01T00:00:0" + second + ".000000000Z " + stream + " " + tag + " " + text + "\n";
    }

    @Test
    void logsAreCutAsAskedFor() throws Exception {
        Files.writeString(
                node.log,
                line(1, "stdout", "F", "one")
                        + line(2, "stderr", "P", "tw")
                        + line(2, "stderr", "F", "o")
                        + line(3, "stdout", "F", "three"));
        var path = "/containerLogs/default/web/main";

        assertThat(get(client, path).body()).isEqualTo("one\ntwo\nthree\n");
        assertThat(get(client, path + "?tailLines=1").body()).isEqualTo("three\n");
        assertThat(get(client, path + "?tailLines=0").body()).isEmpty();
        assertThat(get(client, path + "?limitBytes=5").body()).isEqualTo("one\nt");
        assertThat(get(client, path + "?sinceTime=2026-01-01T00:00:02Z").body()).isEqualTo("two\nthree\n");
        assertThat(get(client, path + "?timestamps=true&tailLines=1").body())
                .isEqualTo("2026-01-01T00:00:03.000000000Z three\n");
        assertThat(get(client, path + "?tailLines=x").statusCode()).isEqualTo(422);
        var previous = get(client, path + "?previous=true");
        assertThat(previous.statusCode()).isEqualTo(400);
        assertThat(previous.body()).contains("previous terminated container \"main\" in pod \"web\" not found");
    }

    @Test
    void followedLogsGoOnOverARotationUntilTheContainerEnds() throws Exception {
        Files.writeString(node.log, line(1, "stdout", "F", "one"));
        var request = HttpRequest.newBuilder(
                        URI.create("https://" + node.address() + "/containerLogs/default/web/main?follow=true"))
                .build();
        var response = client.send(request, BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            assertThat(new String(body.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("one\n");
            Files.writeString(node.log, line(2, "stdout", "F", "two"), StandardOpenOption.APPEND);
            assertThat(new String(body.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("two\n");
            Files.move(node.log, node.log.resolveSibling("0.log.old"));
            Files.writeString(node.log, line(3, "stdout", "F", "three"));
            assertThat(new String(body.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("three\n");

            node.running = false;
            node.server.containersChanged();
            assertThat(body.readAllBytes()).isEmpty();
        } finally {
            node.running = true;
        }
    }

    private static WebSocketClient exec(String query, String protocol) throws Exception {
        return WebSocketClient.connect(client, "wss://" + node.address() + "/exec/default/web/main?" + query, protocol);
    }

    @Test
    void execOverWebSocketCarriesStreamsSizesAndTheExitCode() throws Exception {
        try (var socket = exec("command=exit&command=3&input=1&output=1&tty=1", "v5.channel.k8s.io")) {
            assertThat(socket.protocol()).isEqualTo("v5.channel.k8s.io");
            socket.send(4, "{\"Width\":80,\"Height\":24}\n");
            socket.send(0, "hello");
            await().atMost(Duration.ofSeconds(30)).until(() -> socket.text(1).equals("hello"));
            await().atMost(Duration.ofSeconds(30)).until(() -> node.echo.resized.contains("80x24"));
            socket.sendBytes(new byte[] {(byte) 255, 0});
            socket.awaitClosed();

            assertThat(socket.text(3))
                    .contains("\"status\":\"Failure\"")
                    .contains("\"reason\":\"NonZeroExitCode\"")
                    .contains("{\"reason\":\"ExitCode\",\"message\":\"3\"}");
        }
    }

    @Test
    void execOfACommandThatSucceedsSaysSo() throws Exception {
        try (var socket = exec("command=cat&output=1&error=1", "v4.channel.k8s.io")) {
            socket.awaitClosed();
            assertThat(socket.text(1)).isEqualTo("no input");
            assertThat(socket.text(3)).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
        }
    }

    @Test
    void aCommandMayBeLong() throws Exception {
        var word = "a".repeat(200_000);
        try (var socket = exec("command=cat&command=" + word + "&output=1", "v4.channel.k8s.io")) {
            socket.awaitClosed();
        }
        assertThat(node.echo.requests)
                .anySatisfy(request -> assertThat(request.getCmdList()).containsExactly("cat", word));
    }

    @Test
    void execThatCannotStartSaysWhy() throws Exception {
        try (var socket = exec("command=fail&output=1", "v4.channel.k8s.io")) {
            socket.awaitClosed();
            assertThat(socket.text(3)).contains("container is not running").contains("\"status\":\"Failure\"");
        }
    }

    @Test
    void execKnowsTheBase64Protocol() throws Exception {
        try (var socket = exec("command=cat&output=1", "v4.base64.channel.k8s.io")) {
            socket.awaitClosed();
            assertThat(socket.texts()).contains("1bm8gaW5wdXQ=");
        }
    }

    @Test
    void aClientThatLeavesEndsItsCommand() throws Exception {
        var socket = exec("command=stay&input=1&output=1", "v4.channel.k8s.io");
        socket.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> node.echo.killed.contains("stay"));
    }

    @Test
    void portForwardOverWebSocketCarriesBytes() throws Exception {
        try (var socket = WebSocketClient.connect(
                client, "wss://" + node.address() + "/portForward/default/web?port=80&port=81", "v4.channel.k8s.io")) {
            socket.send(0, "ping");
            // Each channel begins with its port, the low byte first.
            await().atMost(Duration.ofSeconds(30)).until(() -> socket.text(0).equals("P\0ping"));
            await().atMost(Duration.ofSeconds(30)).until(() -> socket.text(3).contains("connection refused"));
        }
    }

    @Test
    void showsTheHostsLogsToThoseWhoMaySeeThem() throws Exception {
        assertThat(get(client, "/logs/").body()).contains("<pre>");
        assertThat(node.asked).contains("kube-apiserver [system:masters, system:authenticated] get log");
        assertThat(get(client, "/logs/none/of/these").statusCode()).isEqualTo(404);
    }
}
