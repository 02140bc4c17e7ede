package dev.mudi.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.TokenIssuer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Issues and checks service-account tokens (KEP-1205, KEP-4193): JWTs signed with ES256 or RS256. A signature is checked once and
 * remembered, within a bound; dates and the objects that the token is bound to are checked each time. Safe for several threads.
 */
public final class ServiceAccountTokens implements TokenIssuer, TokenAuthenticator {
    /** The key of {@link dev.mudi.apiserver.UserInfo#extra} that names the credential. */
    public static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

    /** What kubelets ask for, an hour and seven seconds: such tokens last a year, and say from when on that is long (KEP-1205). */
    private static final Duration WARN_ONLY = Duration.ofSeconds(3607);

    private static final Duration EXTENDED = Duration.ofDays(365);
    private static final int REMEMBERED = 4_096;

    private final KeyPair keys;
    private final String issuer;
    private final List<String> ownAudiences;
    private final InstantSource clock;
    private final String keyId;
    private final JWSAlgorithm algorithm;
    private final BoundObjects objects;

    /** Tokens whose signature was found good, and what they say. Guarded by itself. */
    private final Map<String, JWTClaimsSet> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JWTClaimsSet> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Signs and verifies with these keys.
     *
     * @param keys EC P-256 or RSA
     * @param issuer the {@code iss} claim, and the audience of tokens for this server
     * @param objects tells whether what a token is bound to still lives
     */
    public ServiceAccountTokens(KeyPair keys, String issuer, ObjectSource objects, InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.ownAudiences = List.of(issuer);
        this.clock = clock;
        this.algorithm = keys.getPrivate() instanceof ECPrivateKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        this.keyId = keyId(keys);
        this.objects = new BoundObjects(objects, clock);
    }

    private static String keyId(KeyPair keys) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    /** The name of the key in a token's header and in the key set. */
    public String keyId() {
        return keyId;
    }

    /** The {@code iss} claim. */
    public String issuer() {
        return issuer;
    }

    /** The audiences of tokens for this server. */
    public List<String> ownAudiences() {
        return ownAudiences;
    }

    /** The key that verifies. */
    public KeyPair keys() {
        return keys;
    }

    @Override
    public IssuedToken issue(Account account, BoundTo boundTo, List<String> audiences, Duration lifetime) {
        var now = clock.instant();
        var whom = audiences.isEmpty() ? ownAudiences : audiences;
        boolean extended = lifetime.equals(WARN_ONLY) && boundTo.kind().equals("Pod") && ownAudiences.containsAll(whom);
        var kubernetes = new LinkedHashMap<String, Object>();
        kubernetes.put("namespace", account.namespace());
        if (!boundTo.kind().isEmpty()) {
            kubernetes.put(boundTo.kind().toLowerCase(Locale.ROOT), reference(boundTo.name(), boundTo.uid()));
        }
        if (boundTo.kind().equals("Pod") && !boundTo.nodeName().isEmpty()) {
            kubernetes.put("node", reference(boundTo.nodeName(), boundTo.nodeUid()));
        }
        kubernetes.put("serviceaccount", reference(account.name(), account.uid()));
        if (extended) {
            kubernetes.put("warnafter", now.plus(lifetime).getEpochSecond());
        }
        var id = UUID.randomUUID().toString();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("system:serviceaccount:" + account.namespace() + ":" + account.name())
                .audience(whom)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(extended ? EXTENDED : lifetime)))
                .jwtID(id)
                .claim("kubernetes.io", kubernetes)
                .build();
        try {
            var jwt =
                    new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
            jwt.sign(signer());
            return new IssuedToken(jwt.serialize(), id, whom, now.plus(lifetime));
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> reference(String name, String uid) {
        return uid.isEmpty() ? Map.of("name", name) : Map.of("name", name, "uid", uid);
    }

    private JWSSigner signer() throws JOSEException {
        return keys.getPrivate() instanceof ECPrivateKey key
                ? new ECDSASigner(key)
                : new RSASSASigner(keys.getPrivate());
    }

    private JWSVerifier verifier() throws JOSEException {
        return keys.getPublic() instanceof ECPublicKey key
                ? new ECDSAVerifier(key)
                : new RSASSAVerifier((RSAPublicKey) keys.getPublic());
    }

    @Override
    public Optional<Authenticated> authenticate(String token, List<String> audiences)
            throws InvalidCredentialException {
        var claims = remembered(token);
        if (claims == null) {
            var parsed = parse(token);
            if (parsed.isEmpty()) {
                return Optional.empty();
            }
            claims = parsed.get();
            remember(token, claims);
        }
        var now = clock.instant();
        if (claims.getExpirationTime() != null
                && now.isAfter(claims.getExpirationTime().toInstant())) {
            throw new InvalidCredentialException("service account token has expired");
        }
        if (claims.getNotBeforeTime() != null
                && now.plusSeconds(60).isBefore(claims.getNotBeforeTime().toInstant())) {
            throw new InvalidCredentialException("service account token is not valid yet");
        }
        var tokenAudiences = claims.getAudience().isEmpty() ? ownAudiences : claims.getAudience();
        var good = audiences.stream().filter(tokenAudiences::contains).toList();
        if (good.isEmpty()) {
            throw new InvalidCredentialException("token audiences " + quoted(tokenAudiences)
                    + " is invalid for the target audiences " + quoted(audiences));
        }
        return Optional.of(new Authenticated(objects.user(claims), good));
    }

    private static String quoted(List<String> texts) {
        return "[\"" + String.join("\" \"", texts) + "\"]";
    }

    /** The claims of a token of this issuer; empty if it is something else. */
    private Optional<JWTClaimsSet> parse(String token) throws InvalidCredentialException {
        SignedJWT jwt;
        JWTClaimsSet claims;
        try {
            jwt = SignedJWT.parse(token);
            claims = jwt.getJWTClaimsSet();
        } catch (ParseException notSuchAToken) {
            return Optional.empty();
        }
        if (!issuer.equals(claims.getIssuer()) && !BoundObjects.LEGACY_ISSUER.equals(claims.getIssuer())) {
            return Optional.empty();
        }
        try {
            if (!jwt.getHeader().getAlgorithm().equals(algorithm) || !jwt.verify(verifier())) {
                throw new InvalidCredentialException("invalid signature of a service account token");
            }
            return Optional.of(claims);
        } catch (JOSEException e) {
            throw new InvalidCredentialException(
                    "the signature of a service account token cannot be checked: " + e.getMessage());
        }
    }

    private @Nullable JWTClaimsSet remembered(String token) {
        synchronized (known) {
            return known.get(token);
        }
    }

    private void remember(String token, JWTClaimsSet claims) {
        synchronized (known) {
            known.put(token, claims);
        }
    }
}
