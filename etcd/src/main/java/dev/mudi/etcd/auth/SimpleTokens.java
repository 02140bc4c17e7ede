package dev.mudi.etcd.auth;

import dev.mudi.etcd.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that any member recognises: user, end, and a keyed hash of both and of the user's password. They end with the user or its
 * password, when authentication is enabled anew, and with their time. That begins anew with each use, on the member where it is used:
 * a member remembers that of as many tokens as it has room for, the ones that were used last.
 *
 * <p>Safe for use by several threads.
 */
public final class SimpleTokens implements Tokens {
    /** etcd's default of its flag {@code --auth-token-ttl}. */
    public static final Duration TTL = Duration.ofMinutes(5);

    /** More than there are clients of a store; a token that is forgotten ends when it was to end first. */
    private static final int REMEMBERED = 10_000;

    private static final String ALGORITHM = "HmacSHA256";

    private final InstantSource clock;
    private final Duration ttl;
    /** When tokens that were used will end, the one that was not used for longest first. */
    private final Map<String, Instant> ends = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    public SimpleTokens(InstantSource clock, Duration ttl) {
        this.clock = clock;
        this.ttl = ttl;
    }

    @Override
    public String issue(AuthState auth, User user) {
        var claim = Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(user.name())) + "."
                + clock.instant().plus(ttl).getEpochSecond();
        return claim + "." + sign(auth.secret(), claim, user);
    }

    @Override
    public Optional<Caller> recognise(AuthState auth, String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3 || auth.secret().isEmpty()) {
            return Optional.empty();
        }
        try {
            var name = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            var end = Instant.ofEpochSecond(Long.parseLong(parts[1]));
            return auth.user(name)
                    .filter(user -> MessageDigest.isEqual(
                            utf8(sign(auth.secret(), parts[0] + "." + parts[1], user)), utf8(parts[2])))
                    .filter(_ -> isGood(token, end))
                    .map(user -> new Caller(user.name(), auth.revision()));
        } catch (IllegalArgumentException _) {
            // Neither base 64 nor a number: no token of ours.
            return Optional.empty();
        }
    }

    /** Whether a token has not ended; then it has its whole time again. */
    private boolean isGood(String token, Instant end) {
        var now = clock.instant();
        synchronized (ends) {
            if (now.isBefore(ends.getOrDefault(token, end))) {
                ends.put(token, now.plus(ttl));
                return true;
            }
            ends.remove(token);
            return false;
        }
    }

    private static String sign(Bytes secret, String claim, User user) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.array(), ALGORITHM));
            mac.update(utf8(claim));
            mac.update(utf8(user.passwordHash()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
