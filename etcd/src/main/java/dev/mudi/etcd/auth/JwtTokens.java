package dev.mudi.etcd.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON Web Tokens (RFC 7519) with etcd's claims: {@code username}, {@code revision} of users and roles, {@code exp}. */
public final class JwtTokens implements Tokens {
    private static final String USERNAME = "username";
    private static final String REVISION = "revision";

    private final JWSAlgorithm algorithm;
    private final @Nullable JWK signing;
    private final Key verifying;
    private final Duration ttl;
    private final InstantSource clock;

    private JwtTokens(JWSAlgorithm algorithm, @Nullable JWK signing, Key verifying, Duration ttl, InstantSource clock) {
        this.algorithm = algorithm;
        this.signing = signing;
        this.verifying = verifying;
        this.ttl = ttl;
        this.clock = clock;
    }

    /**
     * Reads the keys.
     *
     * @param method such as {@code RS256}
     * @param privateKey a PEM file, or the secret itself for a method with one; without it none can be issued here
     * @param publicKey a PEM file with the key or a certificate of it; by default that of the private key
     * @throws IOException when a file cannot be read or holds no key; the message says which
     */
    public static JwtTokens of(
            String method, Optional<Path> privateKey, Optional<Path> publicKey, Duration ttl, InstantSource clock)
            throws IOException {
        var algorithm = JWSAlgorithm.parse(method);
        var source = publicKey
                .or(() -> privateKey)
                .orElseThrow(() -> new IOException("JSON Web Tokens need a key: set priv-key or pub-key to a file"));
        if (JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            var secret = new OctetSequenceKey.Builder(Files.readAllBytes(source)).build();
            return new JwtTokens(algorithm, secret, secret.toSecretKey(), ttl, clock);
        }
        try {
            @Nullable JWK signing = privateKey.isPresent() ? read(privateKey.get()) : null;
            if (!(read(source) instanceof AsymmetricJWK known)) {
                throw new IOException(source + " holds no key of a pair, which " + method + " needs");
            }
            return new JwtTokens(algorithm, signing, known.toPublicKey(), ttl, clock);
        } catch (JOSEException e) {
            throw new IOException("the keys for JSON Web Tokens cannot be used: " + e.getMessage(), e);
        }
    }

    private static JWK read(Path file) throws IOException, JOSEException {
        try {
            return JWK.parseFromPEMEncodedObjects(Files.readString(file));
        } catch (JOSEException e) {
            throw new IOException(file + " holds no key in PEM: " + e.getMessage(), e);
        }
    }

    @Override
    public String issue(AuthState auth, User user) {
        if (signing == null) {
            throw new IllegalStateException("no private key was given: tokens are issued elsewhere");
        }
        var claims = new JWTClaimsSet.Builder()
                .claim(USERNAME, user.name())
                .claim(REVISION, auth.revision())
                .expirationTime(Date.from(clock.instant().plus(ttl)))
                .build();
        try {
            var token = new SignedJWT(new JWSHeader(algorithm), claims);
            token.sign(new DefaultJWSSignerFactory().createJWSSigner(signing, algorithm));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Caller> recognise(AuthState auth, String token) {
        try {
            var parsed = SignedJWT.parse(token);
            if (!algorithm.equals(parsed.getHeader().getAlgorithm())
                    || !parsed.verify(
                            new DefaultJWSVerifierFactory().createJWSVerifier(parsed.getHeader(), verifying))) {
                return Optional.empty();
            }
            var claims = parsed.getJWTClaimsSet();
            var end = claims.getExpirationTime();
            var name = claims.getStringClaim(USERNAME);
            var revision = claims.getLongClaim(REVISION);
            boolean good = name != null
                    && revision != null
                    && end != null
                    && clock.instant().isBefore(end.toInstant());
            return good ? Optional.of(new Caller(name, revision)) : Optional.empty();
        } catch (ParseException | JOSEException _) {
            // Whatever it is, no one who holds the key has made it.
            return Optional.empty();
        }
    }
}
