package dev.mudi.controllers.certificates;

import dev.mudi.controllers.spi.SigningAuthority;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;

/** Signs what a request asks for: its subject, names and key, its usages, and nothing else of it. */
final class Issue {
    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final Duration LEAST = Duration.ofMinutes(10);

    /** What lives longer is good from a little earlier, and so until a little earlier. */
    private static final Duration SHORT = Duration.ofHours(8);

    private static final int SERIAL_BYTES = 16;

    private final SigningAuthority authority;
    private final RandomGenerator random;

    Issue(SigningAuthority authority, RandomGenerator random) {
        this.authority = authority;
        this.random = random;
    }

    /** As long as it is asked for, within bounds. */
    Duration duration(long askedSeconds) {
        if (askedSeconds <= 0) {
            return authority.longest();
        }
        var asked = Duration.ofSeconds(askedSeconds);
        return asked.compareTo(authority.longest()) > 0
                ? authority.longest()
                : asked.compareTo(LEAST) < 0 ? LEAST : asked;
    }

    /** The certificate as PEM text; IllegalArgumentException if the request was not signed by its own key. */
    String certificate(Requested requested, Collection<String> usages, Duration duration, Instant now) {
        requireOwnSignature(requested);
        var start = now.minus(BACKDATE);
        var end = duration.compareTo(SHORT) < 0 ? now.plus(duration) : start.plus(duration);
        var last = authority.certificate().getNotAfter().toInstant();
        var request = requested.request();
        var builder = new X509v3CertificateBuilder(
                X500Name.getInstance(
                        authority.certificate().getSubjectX500Principal().getEncoded()),
                serial(),
                Date.from(start),
                Date.from(end.isAfter(last) ? last : end),
                request.getSubject(),
                request.getSubjectPublicKeyInfo());
        try {
            extend(builder, requested, usages);
            return pem(builder.build(new JcaContentSignerBuilder(algorithm()).build(authority.key())));
        } catch (IOException e) {
            throw new UncheckedIOException("a certificate cannot be encoded", e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be signed: " + e.getMessage(), e);
        }
    }

    private static void requireOwnSignature(Requested requested) {
        try {
            var verifier = new JcaContentVerifierProviderBuilder()
                    .build(requested.request().getSubjectPublicKeyInfo());
            if (requested.request().isSignatureValid(verifier)) {
                return;
            }
        } catch (OperatorCreationException | PKCSException e) {
            throw new IllegalArgumentException("unable to verify certificate request signature: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("unable to verify certificate request signature");
    }

    private void extend(X509v3CertificateBuilder builder, Requested requested, Collection<String> usages)
            throws IOException, GeneralSecurityException {
        var key = Usages.key(usages);
        if (key.isPresent()) {
            builder.addExtension(Extension.keyUsage, true, key.get());
        }
        var purposes = Usages.purposes(usages);
        if (purposes.isPresent()) {
            builder.addExtension(Extension.extendedKeyUsage, false, purposes.get());
        }
        PublicKey issuer = authority.certificate().getPublicKey();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer));
        var names = requested.alternatives();
        if (names.isPresent()) {
            builder.addExtension(Extension.subjectAlternativeName, false, names.get());
        }
    }

    private String algorithm() {
        return authority.key() instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
    }

    private BigInteger serial() {
        var bytes = new byte[SERIAL_BYTES];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes).add(BigInteger.ONE);
    }

    private static String pem(X509CertificateHolder certificate) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }
}
