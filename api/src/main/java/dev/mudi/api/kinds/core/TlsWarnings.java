package dev.mudi.api.kinds.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Warnings about a certificate and its key that are none (Go, crypto/tls X509KeyPair). Stateless. */
final class TlsWarnings {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s[\\s\\S]*?-----END \\1-----");

    private TlsWarnings() {}

    /** What is wrong with what base64 hides; whether a good certificate fits a good key is not looked at. */
    static List<String> of(String certificate, String key) {
        var certificates = types(certificate);
        if (certificates.isEmpty()) {
            return List.of("tls: failed to find any PEM data in certificate input");
        }
        if (!certificates.contains("CERTIFICATE")) {
            return List.of(
                    certificates.size() == 1 && certificates.getFirst().endsWith("PRIVATE KEY")
                            ? "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched"
                            : "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: ["
                                    + String.join(" ", certificates) + "]");
        }
        var keys = types(key);
        if (keys.isEmpty()) {
            return List.of("tls: failed to find any PEM data in key input");
        }
        if (keys.stream().noneMatch(type -> type.equals("PRIVATE KEY") || type.endsWith(" PRIVATE KEY"))) {
            return List.of(
                    keys.equals(List.of("CERTIFICATE"))
                            ? "tls: found a certificate rather than a key in the PEM for the private key"
                            : "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: ["
                                    + String.join(" ", keys) + "]");
        }
        return List.of();
    }

    private static List<String> types(String base64) {
        var text = new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        return BLOCK.matcher(text).results().map(block -> block.group(1)).toList();
    }
}
