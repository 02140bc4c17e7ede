package dev.mudi.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A CA, a serving certificate for localhost and a client's certificate, made by the JDK's keytool. */
public final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final Path store;

    public TestCertificates(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.store = directory.resolve("all.p12");
        try {
            keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=test-ca", "-ext", "bc:c");
            signed("server", "CN=node", "-ext", "san=dns:localhost,ip:127.0.0.1");
            signed("client", "CN=kube-apiserver, O=system:masters");
            pem("ca", "ca.crt", false);
            pem("server", "server.crt", false);
            pem("server", "server.key", true);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void signed(String alias, String name, String... extensions) throws IOException, InterruptedException {
        keytool("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", name, "-signer", "ca", extensions);
    }

    private void keytool(
            String command,
            String alias,
            String aliasName,
            String alg,
            String ec,
            String dname,
            String name,
            String more,
            String value,
            String... rest)
            throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                alias,
                aliasName,
                alg,
                ec,
                dname,
                name,
                more,
                value));
        line.addAll(List.of(rest));
        line.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        var process = new ProcessBuilder(line).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private void pem(String alias, String file, boolean key) throws IOException, GeneralSecurityException {
        var keys = load();
        var bytes = key
                ? keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()
                : keys.getCertificate(alias).getEncoded();
        var kind = key ? "PRIVATE KEY" : "CERTIFICATE";
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + kind + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind
                        + "-----\n");
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    public KubeletOptions.ServingCertificate serving() {
        return new KubeletOptions.ServingCertificate(file("server.crt"), file("server.key"), file("ca.crt"));
    }

    /** TLS as a client: with its certificate, or without one. */
    public SSLContext client(boolean withCertificate) throws IOException {
        try {
            var keys = load();
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (withCertificate) {
                own.setKeyEntry(
                        "client",
                        keys.getKey("client", PASSWORD.toCharArray()),
                        PASSWORD.toCharArray(),
                        keys.getCertificateChain("client"));
            }
            var manager = KeyManagerFactory.getInstance("PKIX");
            manager.init(own, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(manager.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
