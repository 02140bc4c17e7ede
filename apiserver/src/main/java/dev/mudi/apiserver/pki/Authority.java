package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;

/** Makes certificates: an authority's own, and those it signs. Safe for several threads. */
public final class Authority {
    /** How long an authority is good. */
    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /** How long what it signs is good. */
    public static final Duration LIFE = Duration.ofDays(365);

    /** Clocks of other machines may be this much behind. */
    private static final Duration SKEW = Duration.ofMinutes(5);

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

    /** A new authority that vouches for itself. */
    static KeyedCertificate create(String name, InstantSource clock) {
        var keys = newKeyPair();
        var subject =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
        var now = clock.instant();
        var builder = builder(subject, subject, now, now.plus(AUTHORITY_LIFE), keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(
                            Extension.keyUsage,
                            true,
                            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            extensions().createSubjectKeyIdentifier(info(keys.getPublic())))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        } catch (IOException e) {
            throw new UncheckedIOException("an extension of the certificate of " + name + " cannot be encoded", e);
        }
        return new KeyedCertificate(sign(builder, keys.getPrivate()), keys.getPrivate());
    }

    /** A certificate with a new key. */
    public KeyedCertificate issue(CertificateRequest request) {
        var keys = newKeyPair();
        return new KeyedCertificate(issue(request, keys.getPublic(), LIFE), keys.getPrivate());
    }

    /** A certificate for somebody else's key, good for so long or until the authority ends. */
    public X509Certificate issue(CertificateRequest request, PublicKey key, Duration life) {
        var names = new X500NameBuilder(BCStyle.INSTANCE);
        request.organizations().forEach(group -> names.addRDN(BCStyle.O, group));
        var subject = names.addRDN(BCStyle.CN, request.commonName()).build();
        var issuer = X500Name.getInstance(
                self.certificate().getSubjectX500Principal().getEncoded());
        var now = clock.instant();
        var end = now.plus(life);
        var last = self.certificate().getNotAfter().toInstant();
        var builder = builder(issuer, subject, now, end.isAfter(last) ? last : end, key);
        try {
            extend(builder, request);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an extension of the certificate of " + request.commonName() + " cannot be encoded", e);
        }
        return sign(builder, self.key());
    }

    private void extend(X509v3CertificateBuilder builder, CertificateRequest request) throws IOException {
        var purpose = request.usage() == CertificateRequest.Usage.CLIENT
                ? KeyPurposeId.id_kp_clientAuth
                : KeyPurposeId.id_kp_serverAuth;
        builder.addExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions()
                                .createAuthorityKeyIdentifier(
                                        info(self.certificate().getPublicKey())));
        var names = new ArrayList<GeneralName>();
        request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        request.addresses().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
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

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, Instant now, Instant end, PublicKey key) {
        var serial = new BigInteger(63, RANDOM).add(BigInteger.ONE);
        return new X509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(SKEW)), Date.from(end), subject, info(key));
    }

    private static SubjectPublicKeyInfo info(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded());
    }

    private static X509ExtensionUtils extensions() {
        try {
            return new X509ExtensionUtils(
                    new BcDigestCalculatorProvider().get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1)));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("no SHA-1 for key identifiers", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            var encoded = builder.build(new JcaSigner(key)).getEncoded();
            return Pem.certificate(encoded);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Signs by the JVM's own providers, SHA-256 with the key's algorithm. */
    private static final class JcaSigner implements ContentSigner {
        private final Signature signature;
        private final String algorithm;

        JcaSigner(PrivateKey key) throws GeneralSecurityException {
            this.algorithm = key instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
            this.signature = Signature.getInstance(algorithm);
            signature.initSign(key);
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(algorithm);
        }

        @Override
        public OutputStream getOutputStream() {
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    try {
                        signature.update(bytes, offset, length);
                    } catch (SignatureException e) {
                        throw new IOException(e);
                    }
                }
            };
        }

        @Override
        public byte[] getSignature() {
            try {
                return signature.sign();
            } catch (SignatureException e) {
                throw new IllegalStateException("signing failed", e);
            }
        }
    }
}
