package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
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

/**
 * Makes certificates. BouncyCastle is named here and nowhere else, so that a start that makes nothing does not load it. Safe for
 * several threads.
 */
final class Issuance {
    /** Clocks of other machines may be this much behind. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final SecureRandom RANDOM = new SecureRandom();

    private Issuance() {}

    /** A new authority that vouches for itself. */
    static KeyedCertificate authority(String name, Instant now) {
        var keys = Authority.newKeyPair();
        var subject =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
        var builder = builder(subject, subject, now, now.plus(Authority.AUTHORITY_LIFE), keys.getPublic());
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

    /** A certificate for a key, signed by an authority. */
    static X509Certificate issue(
            KeyedCertificate authority, CertificateRequest request, PublicKey key, Instant now, Instant end) {
        var names = new X500NameBuilder(BCStyle.INSTANCE);
        request.organizations().forEach(group -> names.addRDN(BCStyle.O, group));
        var subject = names.addRDN(BCStyle.CN, request.commonName()).build();
        var issuer = X500Name.getInstance(
                authority.certificate().getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, subject, now, end, key);
        try {
            extend(builder, request, authority.certificate().getPublicKey());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an extension of the certificate of " + request.commonName() + " cannot be encoded", e);
        }
        return sign(builder, authority.key());
    }

    private static void extend(X509v3CertificateBuilder builder, CertificateRequest request, PublicKey issuer)
            throws IOException {
        var purposes = switch (request.usage()) {
            case CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
            case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
            case PEER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        };
        builder.addExtension(
                        Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions().createAuthorityKeyIdentifier(info(issuer)));
        var names = new ArrayList<GeneralName>();
        request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        request.addresses().forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
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
