package dev.mudi.controllers.spi;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * What certificates are signed with that signing requests ask for.
 *
 * @param certificate {@code --cluster-signing-cert-file}
 * @param key {@code --cluster-signing-key-file}
 * @param longest {@code --cluster-signing-duration}: how long a certificate is good that asks for no less
 */
public record SigningAuthority(X509Certificate certificate, PrivateKey key, Duration longest) {
    /** Upstream's default. */
    public static final Duration YEAR = Duration.ofDays(365);

    /** Never shows the key. */
    @Override
    public String toString() {
        return "SigningAuthority[" + certificate.getSubjectX500Principal() + "]";
    }
}
