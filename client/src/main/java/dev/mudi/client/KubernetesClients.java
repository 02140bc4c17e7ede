package dev.mudi.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Makes typed clients. Each is thread-safe and is closed by whoever asked for it; closing it ends its open watches.
 *
 * <p>Objects read through these clients come without {@code metadata.managedFields}.
 */
public final class KubernetesClients {
    private static final String IN_MEMORY_URL = "http://in-memory/";

    /** Attempts after a 429, a 5xx or a lost connection; whoever called tries again later, with a better view. */
    private static final int RETRIES = 3;

    /** The object identifier of EC public keys, 1.2.840.10045.2.1, as it stands in a PKCS #8 key. */
    private static final String EC_KEY = "06072a8648ce3d0201";

    private KubernetesClients() {}

    /**
     * A client over HTTPS.
     *
     * @param config server, certificates, credentials
     * @param userAgent as in the request's header, such as {@code mudi-scheduler/v0.1.0}
     */
    public static KubernetesClient https(Config config, String userAgent) {
        var complete = new ConfigBuilder(config)
                .withUserAgent(userAgent)
                .withClientKeyAlgo(keyAlgorithm(config))
                .withOnlyHttpWatches(true)
                .withRequestRetryBackoffLimit(RETRIES)
                .build();
        return build(complete, new VirtualThreadHttpClientFactory());
    }

    /** fabric8 takes every key that does not say otherwise for RSA; what isn't RSA is EC, for it knows no other. */
    private static @Nullable String keyAlgorithm(Config config) {
        var data = config.getClientKeyData();
        var file = config.getClientKeyFile();
        if (config.getClientKeyAlgo() != null || (data == null && file == null)) {
            return config.getClientKeyAlgo();
        }
        try {
            var pem = data == null ? Files.readString(Path.of(file)) : text(data);
            if (!pem.contains("BEGIN PRIVATE KEY")) {
                return pem.contains("BEGIN EC PRIVATE KEY") ? "EC" : "RSA";
            }
            var body = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
            var encoded = HexFormat.of().formatHex(Base64.getDecoder().decode(body));
            return encoded.contains(EC_KEY) ? "EC" : "RSA";
        } catch (IOException e) {
            throw new KubernetesClientException("the client key " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static String text(String data) {
        return data.contains("-----BEGIN")
                ? data
                : new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
    }

    /** A client over HTTPS as a kubeconfig file says, in its current context. */
    public static KubernetesClient kubeconfig(Path file, String userAgent) {
        return https(Config.fromKubeconfig(file.toFile()), userAgent);
    }

    /** A client that speaks over the transport as the identity, with no socket between. */
    public static KubernetesClient inMemory(InMemoryTransport transport, Identity identity, String userAgent) {
        var config = new ConfigBuilder(Config.empty())
                .withMasterUrl(IN_MEMORY_URL)
                .withUserAgent(userAgent)
                .withOnlyHttpWatches(true)
                .withRequestRetryBackoffLimit(RETRIES)
                // The request runs on the caller's own thread, and the API server bounds its time.
                .withRequestTimeout(0)
                .build();
        return build(config, new InMemoryHttpClient.Factory(transport, identity));
    }

    private static KubernetesClient build(Config config, HttpClient.Factory factory) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(factory)
                .withKubernetesSerialization(Serialization.KUBERNETES)
                .build();
    }

    /** One client's JDK HTTP client, with virtual threads in place of a pool of platform threads. */
    private static final class VirtualThreadHttpClientFactory extends JdkHttpClientFactory {
        private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

        @Override
        protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
            builder.executor(executor);
        }

        @Override
        protected java.net.http.HttpClient.Builder createNewHttpClientBuilder() {
            return java.net.http.HttpClient.newBuilder();
        }

        @Override
        protected void closeHttpClient(io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientImpl client) {
            executor.shutdownNow();
        }
    }
}
