package dev.mudi.etcd.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Salted hashes of passwords (PBKDF2 of RFC 8018), as text: {@code pbkdf2$iterations$salt$hash}. */
public final class Passwords {
    private static final String SCHEME = "pbkdf2";
    private static final int ITERATIONS = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private Passwords() {}

    /** @param dice for the salt; must be one that cannot be foretold */
    public static String hash(String password, RandomGenerator dice) {
        var salt = new byte[SALT_BYTES];
        dice.nextBytes(salt);
        var base64 = Base64.getEncoder().withoutPadding();
        return String.join(
                "$",
                SCHEME,
                String.valueOf(ITERATIONS),
                base64.encodeToString(salt),
                base64.encodeToString(derive(password, salt, ITERATIONS)));
    }

    /** Whether this is the password that was hashed. */
    public static boolean verify(String password, String hash) {
        var parts = hash.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return false;
        }
        var base64 = Base64.getDecoder();
        return MessageDigest.isEqual(
                base64.decode(parts[3]), derive(password, base64.decode(parts[2]), Integer.parseInt(parts[1])));
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2", e);
        }
    }
}
