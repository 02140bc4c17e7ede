package dev.mudi.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Where load goes: a server by its kubeconfig, and the processes whose CPU time and memory are its. Safe for several threads.
 *
 * @param kubeconfig of an administrator
 * @param server the server's address without a slash at its end
 * @param tls trusts the server and shows who asks
 * @param processes ids of the server's processes on this machine; empty if they are not known
 */
public record Target(Path kubeconfig, String server, SSLContext tls, List<Long> processes) {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Copies the list. */
    public Target {
        processes = List.copyOf(processes);
    }

    /** Reads a kubeconfig; an IOException says what is wrong with it. */
    public static Target of(Path kubeconfig, List<Long> processes) throws IOException {
        try {
            var config = Config.fromKubeconfig(kubeconfig.toFile());
            var url = config.getMasterUrl();
            return new Target(
                    kubeconfig,
                    url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                    SSLUtils.sslContext(config),
                    processes);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates of " + kubeconfig + ": " + e.getMessage(), e);
        }
    }

    /** One client with a connection of its own (HTTP/2 where the server speaks it). */
    public Connection connect() {
        return new Connection(
                HttpClient.newBuilder().sslContext(tls).connectTimeout(TIMEOUT).build(), server);
    }

    /** A client's connection. */
    public record Connection(HttpClient http, String server) implements AutoCloseable {
        /** Sends a request and gives the answer's body; an IOException for any answer but 2xx. */
        public byte[] send(String method, String path, String body) throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(server + path))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(method + " " + path + " answered " + answer.statusCode() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body();
        }

        @Override
        public void close() {
            http.close();
        }
    }
}
