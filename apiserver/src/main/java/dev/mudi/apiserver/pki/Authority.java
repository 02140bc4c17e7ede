package dev.mudi.apiserver.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.InstantSource;

/** Makes certificates: an authority's own, and those it signs. Safe for several threads. */
public final class Authority {
    /** How long an authority is good. */
    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /** How long what it signs is good. */
    public static final Duration LIFE = Duration.ofDays(365);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeyedCertificate self;
    private final InstantSource clock;

    Authority(KeyedCertificate self, InstantSource clock) {
        this.self = self;
        this.clock = clock;
    }

    /** The authority's certificate. */
    public X509Certificate certificate() {
        return self.certificate();
    }

    /** The authority's certificate and key, for who signs on their own. */
    public KeyedCertificate keyed() {
        return self;
    }

    /** A new authority that vouches for itself. */
    static KeyedCertificate create(String name, InstantSource clock) {
        return Issuance.authority(name, clock.instant());
    }

    /** A certificate with a new key. */
    public KeyedCertificate issue(CertificateRequest request) {
        var keys = newKeyPair();
        return new KeyedCertificate(issue(request, keys.getPublic(), LIFE), keys.getPrivate());
    }

    /** A certificate for somebody else's key, good for so long or until the authority ends. */
    public X509Certificate issue(CertificateRequest request, PublicKey key, Duration life) {
        var now = clock.instant();
        var end = now.plus(life);
        var last = self.certificate().getNotAfter().toInstant();
        return Issuance.issue(self, request, key, now, end.isAfter(last) ? last : end);
    }

    /** A new P-256 key pair. */
    static KeyPair newKeyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no P-256", e);
        }
    }
}
