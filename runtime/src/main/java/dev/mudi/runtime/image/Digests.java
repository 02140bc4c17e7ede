package dev.mudi.runtime.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** sha256 digests as OCI writes them: {@code sha256:} and 64 lower-case hex digits. */
final class Digests {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private Digests() {}

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** The text when it is a digest; an exception that says what is wrong with it when it isn't. */
    static String require(String text) throws IOException {
        if (!isDigest(text)) {
            throw new IOException("\"" + text + "\" is not a digest: want sha256: and 64 hex digits");
        }
        return text;
    }

    static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    static String of(byte[] bytes) {
        return text(sha256().digest(bytes));
    }

    static String of(MessageDigest digest) {
        return text(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static DigestInputStream digesting(InputStream in) {
        return new DigestInputStream(in, sha256());
    }

    private static String text(byte[] hash) {
        return "sha256:" + HexFormat.of().formatHex(hash);
    }
}
