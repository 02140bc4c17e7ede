package dev.mudi.apiserver.pki;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * P-256 keys in the form that kubeadm, OpenSSL and the Java clients read as {@code EC PRIVATE KEY} (RFC 5915): for this curve every
 * length in the encoding is fixed, so that the key stands between constants.
 */
final class Sec1 {
    private static final int FIELD_BYTES = 32;
    private static final int LENGTH = 121;

    /** SEQUENCE, version 1, OCTET STRING of 32 bytes. */
    private static final byte[] BEFORE_KEY = HexFormat.of().parseHex("30770201010420");

    /** The curve prime256v1, then a BIT STRING with an uncompressed point. */
    private static final byte[] BEFORE_POINT = HexFormat.of().parseHex("a00a06082a8648ce3d030107a14403420004");

    /** PKCS #8 around it: version 0, the algorithm id-ecPublicKey with prime256v1, OCTET STRING of 121 bytes. */
    private static final byte[] BEFORE_ALL =
            HexFormat.of().parseHex("308193020100301306072a8648ce3d020106082a8648ce3d0301070479");

    private Sec1() {}

    /** The encoding of a key pair of the curve P-256. */
    static byte[] encode(ECPrivateKey secret, ECPublicKey open) {
        var point = open.getW();
        return ByteBuffer.allocate(LENGTH)
                .put(BEFORE_KEY)
                .put(field(secret.getS()))
                .put(BEFORE_POINT)
                .put(field(point.getAffineX()))
                .put(field(point.getAffineY()))
                .array();
    }

    private static byte[] field(BigInteger number) {
        var bytes = number.toByteArray();
        var fixed = new byte[FIELD_BYTES];
        int some = Math.min(bytes.length, FIELD_BYTES);
        System.arraycopy(bytes, bytes.length - some, fixed, FIELD_BYTES - some, some);
        return fixed;
    }

    /** Whether these bytes are such an encoding. */
    static boolean isEncoding(byte[] bytes) {
        int curve = BEFORE_KEY.length + FIELD_BYTES;
        return bytes.length == LENGTH
                && Arrays.equals(bytes, 0, BEFORE_KEY.length, BEFORE_KEY, 0, BEFORE_KEY.length)
                && Arrays.equals(bytes, curve, curve + BEFORE_POINT.length, BEFORE_POINT, 0, BEFORE_POINT.length);
    }

    /** The same key as PKCS #8, which the JVM reads. */
    static byte[] toPkcs8(byte[] encoding) {
        return ByteBuffer.allocate(BEFORE_ALL.length + LENGTH)
                .put(BEFORE_ALL)
                .put(encoding)
                .array();
    }
}
