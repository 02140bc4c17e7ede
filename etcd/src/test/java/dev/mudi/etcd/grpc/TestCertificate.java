package dev.mudi.etcd.grpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;

/** The files of a self-signed certificate, for 127.0.0.1 unless others are named, which is its own authority, in PEM. */
public record TestCertificate(Path certificate, Path key) {
    private static final char[] PASSWORD = "password".toCharArray();

    /** Makes one in a directory. */
    static TestCertificate make(Path directory, String name) throws IOException {
        return make(directory, name, "ip:127.0.0.1,dns:localhost");
    }

    /** @param hosts whom it is for, as keytool has it */
    static TestCertificate make(Path directory, String name, String hosts) throws IOException {
        var store = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "own",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + hosts,
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool made no certificate: exit code " + keytool.exitValue());
            }
            var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            return new TestCertificate(
                    pem(
                            directory.resolve(name + ".crt"),
                            "CERTIFICATE",
                            keys.getCertificate("own").getEncoded()),
                    pem(
                            directory.resolve(name + ".key"),
                            "PRIVATE KEY",
                            keys.getKey("own", PASSWORD).getEncoded()));
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static Path pem(Path file, String type, byte[] content) throws IOException {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
    }

    /** For a server that knows clients by this certificate alone. */
    EtcdServerOptions.Tls server() {
        return new EtcdServerOptions.Tls(certificate, key, Optional.of(certificate));
    }

    /** For a client of such a server. */
    EtcdClientOptions.Tls client() {
        return new EtcdClientOptions.Tls(certificate, Optional.of(new EtcdClientOptions.Certificate(certificate, key)));
    }
}
