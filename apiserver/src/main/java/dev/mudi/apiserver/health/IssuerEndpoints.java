package dev.mudi.apiserver.health;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.mudi.api.codec.Json;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.authentication.ServiceAccountTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.function.Supplier;

/** Lets others check service-account tokens (OpenID Connect Discovery 1.0; RFC 7517). */
public final class IssuerEndpoints {
    /** Keys change seldom, and old ones are kept for a while (kube-apiserver, routes/openidmetadata). */
    private static final Headers CACHED = Headers.of("Cache-Control", "public, max-age=3600");

    private final ServiceAccountTokens tokens;
    private final String keySetUri;

    /**
     * About these tokens.
     *
     * @param keySetUri where the key set is for those outside
     */
    public IssuerEndpoints(ServiceAccountTokens tokens, String keySetUri) {
        this.tokens = tokens;
        this.keySetUri = keySetUri;
    }

    /** {@code /.well-known/openid-configuration}. */
    public RequestHandler configuration() {
        return page(
                "application/json",
                () -> Json.write(ObjectValue.builder()
                        .put("issuer", tokens.issuer())
                        .put("jwks_uri", keySetUri)
                        .put("response_types_supported", ArrayValue.ofStrings(List.of("id_token")))
                        .put("subject_types_supported", ArrayValue.ofStrings(List.of("public")))
                        .put(
                                "id_token_signing_alg_values_supported",
                                ArrayValue.ofStrings(List.of(algorithm().getName())))
                        .build()));
    }

    /** {@code /openid/v1/jwks}. */
    public RequestHandler keySet() {
        return page(
                "application/jwk-set+json", () -> new JWKSet(key()).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static RequestHandler page(String type, Supplier<byte[]> body) {
        return (context, response) -> {
            if (!context.request().method().equals("GET")) {
                throw StatusException.methodNotAllowed();
            }
            response.send(200, type, CACHED, List.of(ByteBuffer.wrap(body.get())));
        };
    }

    private JWSAlgorithm algorithm() {
        return tokens.keys().getPublic() instanceof ECPublicKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
    }

    private JWK key() {
        return tokens.keys().getPublic() instanceof ECPublicKey key
                ? new ECKey.Builder(Curve.P_256, key)
                        .keyID(tokens.keyId())
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.ES256)
                        .build()
                : new RSAKey.Builder((RSAPublicKey) tokens.keys().getPublic())
                        .keyID(tokens.keyId())
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .build();
    }
}
