package dev.mudi.api.kinds.certificates;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** A request for a certificate (PKCS #10, RFC 2986), its signature checked. Immutable. */
public final class CertificateRequest {
    private static final int SEQUENCE = 0x30;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int BIT_STRING = 0x03;

    /** Signature algorithms by the hexadecimal DER of their identifiers (RFC 3279, 4055, 5758, 8410). */
    private static final Map<String, String> SIGNATURES = Map.of(
            "2a864886f70d01010b", "SHA256withRSA",
            "2a864886f70d01010c", "SHA384withRSA",
            "2a864886f70d01010d", "SHA512withRSA",
            "2a8648ce3d040302", "SHA256withECDSA",
            "2a8648ce3d040303", "SHA384withECDSA",
            "2a8648ce3d040304", "SHA512withECDSA",
            "2b6570", "Ed25519");

    private static final Map<String, String> KEYS =
            Map.of("2a864886f70d010101", "RSA", "2a8648ce3d0201", "EC", "2b6570", "Ed25519");

    private final X500Principal subject;
    private final PublicKey key;
    private final byte[] attributes;

    private CertificateRequest(X500Principal subject, PublicKey key, byte[] attributes) {
        this.subject = subject;
        this.key = key;
        this.attributes = attributes.clone();
    }

    /** Who asks. */
    public X500Principal subject() {
        return subject;
    }

    /** The public key to certify. */
    public PublicKey key() {
        return key;
    }

    /** The DER of the attributes, with the extensions that are asked for; empty if there are none. */
    public byte[] attributes() {
        return attributes.clone();
    }

    /**
     * Reads a request in PEM.
     *
     * @throws GeneralSecurityException if the text is none, or its signature is not by its key; the message says why
     */
    public static CertificateRequest parse(byte[] pem) throws GeneralSecurityException {
        var blocks = Pem.blocks(new String(pem, StandardCharsets.ISO_8859_1));
        if (blocks.isEmpty() || !blocks.getFirst().type().equals("CERTIFICATE REQUEST")) {
            throw new GeneralSecurityException("PEM block type must be CERTIFICATE REQUEST");
        }
        return parseDer(blocks.getFirst().bytes());
    }

    /**
     * Reads a request in DER.
     *
     * @throws GeneralSecurityException if the bytes are none, or its signature is not by its key; the message says why
     */
    public static CertificateRequest parseDer(byte[] der) throws GeneralSecurityException {
        var outer = new Reader(ByteBuffer.wrap(der)).element(SEQUENCE).inner();
        var info = outer.element(SEQUENCE);
        var algorithm =
                outer.element(SEQUENCE).inner().element(OBJECT_IDENTIFIER).hex();
        var bits = outer.element(BIT_STRING).content;
        var fields = info.inner();
        fields.any();
        var subject = fields.element(SEQUENCE);
        var key = fields.element(SEQUENCE);
        var keyAlgorithm =
                key.inner().element(SEQUENCE).inner().element(OBJECT_IDENTIFIER).hex();
        var attributes = fields.isEmpty() ? new byte[0] : fields.any().content;
        var known = KEYS.get(keyAlgorithm);
        var signer = SIGNATURES.get(algorithm);
        if (known == null || signer == null || bits.length == 0) {
            throw new GeneralSecurityException("x509: unsupported algorithm of key or signature");
        }
        var publicKey = KeyFactory.getInstance(known).generatePublic(new X509EncodedKeySpec(key.whole));
        var signature = Signature.getInstance(signer);
        signature.initVerify(publicKey);
        signature.update(info.whole);
        if (!signature.verify(Arrays.copyOfRange(bits, 1, bits.length))) {
            throw new SignatureException("x509: signature is not by the key of the request");
        }
        try {
            return new CertificateRequest(new X500Principal(subject.whole), publicKey, attributes);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("x509: malformed subject", e);
        }
    }

    /** An element of DER: its bytes with and without its tag and length. */
    private static final class Element {
        private final byte[] whole;
        private final byte[] content;

        private Element(byte[] whole, byte[] content) {
            this.whole = whole;
            this.content = content;
        }

        Reader inner() {
            return new Reader(ByteBuffer.wrap(content));
        }

        String hex() {
            return HexFormat.of().formatHex(content);
        }
    }

    /** Reads elements of DER (X.690) one after another. */
    private record Reader(ByteBuffer bytes) {
        boolean isEmpty() {
            return !bytes.hasRemaining();
        }

        Element element(int tag) throws GeneralSecurityException {
            if (isEmpty() || (bytes.get(bytes.position()) & 0xff) != tag) {
                throw new GeneralSecurityException("asn1: structure error: tags don't match");
            }
            return any();
        }

        Element any() throws GeneralSecurityException {
            int start = bytes.position();
            if (bytes.remaining() < 2) {
                throw new GeneralSecurityException("asn1: syntax error: data truncated");
            }
            bytes.get();
            int length = length();
            if (length < 0 || length > bytes.remaining()) {
                throw new GeneralSecurityException("asn1: syntax error: data truncated");
            }
            var content = new byte[length];
            bytes.get(content);
            var whole = new byte[bytes.position() - start];
            bytes.get(start, whole);
            return new Element(whole, content);
        }

        private int length() {
            int first = bytes.get() & 0xff;
            if (first < 0x80) {
                return first;
            }
            int count = first & 0x7f;
            if (count == 0 || count > 3 || count > bytes.remaining()) {
                return -1;
            }
            int length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | (bytes.get() & 0xff);
            }
            return length;
        }
    }
}
