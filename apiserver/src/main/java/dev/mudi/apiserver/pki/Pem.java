package dev.mudi.apiserver.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys as PEM (RFC 7468). */
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** The certificates of a file, in order. IOException names the file and what is wrong with it. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            return certificates(Files.readString(file));
        } catch (CertificateException e) {
            throw new IOException(file + " holds no readable certificate: " + e.getMessage(), e);
        }
    }

    /** The certificates of a text, in order. */
    public static List<X509Certificate> certificates(String pem) throws CertificateException {
        var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
        return CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** The private key of a file: PKCS #8, SEC 1 or PKCS #1, EC or RSA. IOException names the file and what is wrong with it. */
    public static PrivateKey privateKey(Path file) throws IOException {
        var text = Files.readString(file);
        byte[] encoded;
        if (text.contains("-----BEGIN PRIVATE KEY-----")) {
            encoded = body(text);
        } else if (text.contains("-----BEGIN EC PRIVATE KEY-----") && Sec1.isEncoding(body(text))) {
            encoded = Sec1.toPkcs8(body(text));
        } else {
            encoded = LegacyKeys.toPkcs8(text, file);
        }
        var key = new PKCS8EncodedKeySpec(encoded);
        return decode(factory -> factory.generatePrivate(key), file + " holds no EC or RSA private key");
    }

    /** The public key of a file ({@code PUBLIC KEY}). */
    public static PublicKey publicKey(Path file) throws IOException {
        var encoded = body(Files.readString(file));
        var key = new X509EncodedKeySpec(encoded);
        return decode(factory -> factory.generatePublic(key), file + " holds no EC or RSA public key");
    }

    /** Makes a key of bytes whose algorithm is not known. */
    @FunctionalInterface
    private interface KeyDecoder<K> {
        K decode(KeyFactory factory) throws GeneralSecurityException;
    }

    private static <K> K decode(KeyDecoder<K> decoder, String otherwise) throws IOException {
        try {
            return decoder.decode(KeyFactory.getInstance("EC"));
        } catch (GeneralSecurityException notElliptic) {
            try {
                return decoder.decode(KeyFactory.getInstance("RSA"));
            } catch (GeneralSecurityException e) {
                throw new IOException(otherwise, e);
            }
        }
    }

    private static byte[] body(String pem) {
        int start = pem.indexOf('\n', pem.lastIndexOf("-----BEGIN "));
        int end = pem.indexOf("-----END ", start);
        return Base64.getMimeDecoder().decode(pem.substring(start, end));
    }

    /** The text of a certificate. */
    public static String text(Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /** The text of a private key in PKCS #8, which gRPC's TLS wants. */
    static String pkcs8(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** The text of a private key: {@code EC PRIVATE KEY} for P-256, which every client reads, else PKCS #8. */
    public static String text(PrivateKey key, PublicKey open) {
        return key instanceof ECPrivateKey secret && open instanceof ECPublicKey point
                ? block("EC PRIVATE KEY", Sec1.encode(secret, point))
                : block("PRIVATE KEY", key.getEncoded());
    }

    /** The text of a public key. */
    public static String text(PublicKey key) {
        return block("PUBLIC KEY", key.getEncoded());
    }

    private static String block(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    /** Writes a file that only its owner may read, so that a reader sees it whole or not at all. */
    public static void writeSecret(Path file, String text) throws IOException {
        write(file, text, "rw-------");
    }

    /** Writes a file that everybody may read, so that a reader sees it whole or not at all. */
    public static void writePublic(Path file, String text) throws IOException {
        write(file, text, "rw-r--r--");
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        var draft = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        Files.writeString(draft, text, StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
