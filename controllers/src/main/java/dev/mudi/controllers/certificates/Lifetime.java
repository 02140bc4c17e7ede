package dev.mudi.controllers.certificates;

import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long a signing request is kept: an hour once it is answered, a day while it is not. Pure. */
final class Lifetime {
    private static final Duration ANSWERED = Duration.ofHours(1);
    private static final Duration OPEN = Duration.ofHours(24);

    private Lifetime() {}

    /** From when on it is to be removed. */
    static Instant end(CertificateSigningRequest request) {
        var conditions = Conditions.of(request);
        if (conditions.isEmpty()) {
            return time(request.getMetadata().getCreationTimestamp()).plus(OPEN);
        }
        boolean issued = Conditions.isIssued(request);
        var ends = conditions.stream().map(condition -> {
            var since = time(condition.getLastUpdateTime());
            return switch (condition.getType()) {
                case Conditions.APPROVED -> since.plus(issued ? ANSWERED : OPEN);
                case Conditions.DENIED, Conditions.FAILED -> since.plus(ANSWERED);
                default -> Instant.MAX;
            };
        });
        return Stream.concat(ends, Stream.of(expiry(request)))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    private static Instant time(@Nullable String timestamp) {
        return timestamp == null || timestamp.isEmpty() ? Instant.MAX.minus(OPEN) : Timestamps.parse(timestamp);
    }

    /** When the certificate that was issued is good no more. */
    private static Instant expiry(CertificateSigningRequest request) {
        if (!Conditions.isIssued(request)) {
            return Instant.MAX;
        }
        try {
            var bytes = Base64.getDecoder().decode(request.getStatus().getCertificate());
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
            return certificate.getNotAfter().toInstant();
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return Instant.MAX;
        }
    }
}
