package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A kubeconfig file with one context, everything embedded.
 *
 * @param cluster the name of the cluster; the context is called so too
 * @param server where the API server is
 * @param authority who vouches for it
 * @param user the name of the user in the file
 * @param client with what the user shows itself
 */
public record Kubeconfig(String cluster, URI server, X509Certificate authority, String user, KeyedCertificate client) {

    /** The text of the file. */
    public String text() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %4$s
                  user:
                    client-certificate-data: %5$s
                    client-key-data: %6$s
                contexts:
                - name: %1$s
                  context:
                    cluster: %1$s
                    user: %4$s
                current-context: %1$s
                """.formatted(
                        cluster,
                        server,
                        data(Pem.text(authority)),
                        user,
                        data(Pem.text(client.certificate())),
                        data(Pem.text(client.key(), client.certificate().getPublicKey())));
    }

    private static String data(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes the file; only its owner may read it. */
    public void write(Path file) throws IOException {
        Pem.writeSecret(file, text());
    }
}
