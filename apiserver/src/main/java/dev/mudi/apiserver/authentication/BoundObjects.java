package dev.mudi.apiserver.authentication;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.UserInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The objects that a token lives and dies with: its service account, and a pod, secret or node. */
final class BoundObjects {
    /** The issuer of tokens kept in secrets, without an end (before KEP-1205). */
    static final String LEGACY_ISSUER = "kubernetes/serviceaccount";

    /** For so long after its deletion began an object still counts (clock differences; go-jose's leeway). */
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    private static final String INVALIDATED = "service account token has been invalidated";
    private static final String EXTRA = "authentication.kubernetes.io/";

    private final ObjectSource objects;
    private final InstantSource clock;

    BoundObjects(ObjectSource objects, InstantSource clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** The user of a token, if everything it is bound to lives. */
    UserInfo user(JWTClaimsSet claims) throws InvalidCredentialException {
        return LEGACY_ISSUER.equals(claims.getIssuer()) ? legacy(claims) : bound(claims);
    }

    private UserInfo bound(JWTClaimsSet claims) throws InvalidCredentialException {
        var kubernetes = map(claims.getClaim("kubernetes.io"));
        var namespace = text(kubernetes.get("namespace"));
        var account = map(kubernetes.get("serviceaccount"));
        requireAccount(namespace, account);
        var extra = new LinkedHashMap<String, List<String>>();
        if (claims.getJWTID() != null) {
            extra.put(ServiceAccountTokens.CREDENTIAL_ID, List.of("JTI=" + claims.getJWTID()));
        }
        var secret = map(kubernetes.get("secret"));
        var pod = map(kubernetes.get("pod"));
        var node = map(kubernetes.get("node"));
        if (!secret.isEmpty()) {
            requireAlive("secrets", namespace, secret);
        }
        if (!pod.isEmpty()) {
            requireAlive("pods", namespace, pod);
            extra.put(EXTRA + "pod-name", List.of(text(pod.get("name"))));
            extra.put(EXTRA + "pod-uid", List.of(text(pod.get("uid"))));
        } else if (!node.isEmpty()) {
            requireAlive("nodes", "", node);
        }
        if (!node.isEmpty()) {
            extra.put(EXTRA + "node-name", List.of(text(node.get("name"))));
            if (!text(node.get("uid")).isEmpty()) {
                extra.put(EXTRA + "node-uid", List.of(text(node.get("uid"))));
            }
        }
        return user(namespace, account, extra);
    }

    private UserInfo legacy(JWTClaimsSet claims) throws InvalidCredentialException {
        var prefix = LEGACY_ISSUER + "/";
        var namespace = text(claims.getClaim(prefix + "namespace"));
        Map<String, Object> account = Map.of(
                "name", text(claims.getClaim(prefix + "service-account.name")),
                "uid", text(claims.getClaim(prefix + "service-account.uid")));
        requireAccount(namespace, account);
        var secret = objects.get("", "secrets", namespace, text(claims.getClaim(prefix + "secret.name")))
                .orElseThrow(() -> new InvalidCredentialException(INVALIDATED));
        if (!secret.string("type").equals("kubernetes.io/service-account-token") || isDeleted(secret)) {
            throw new InvalidCredentialException(INVALIDATED);
        }
        return user(namespace, account, Map.of());
    }

    private static UserInfo user(String namespace, Map<String, Object> account, Map<String, List<String>> extra) {
        var name = "system:serviceaccount:" + namespace + ":" + text(account.get("name"));
        return new UserInfo(
                name,
                text(account.get("uid")),
                List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace),
                extra);
    }

    private void requireAccount(String namespace, Map<String, Object> reference) throws InvalidCredentialException {
        var name = text(reference.get("name"));
        var account = objects.get("", "serviceaccounts", namespace, name)
                .orElseThrow(() -> new InvalidCredentialException("serviceaccounts \"" + name + "\" not found"));
        var uid = account.object("metadata").string("uid");
        if (!uid.equals(text(reference.get("uid")))) {
            throw new InvalidCredentialException(
                    "service account UID (" + uid + ") does not match claim (" + text(reference.get("uid")) + ")");
        }
        if (isDeleted(account)) {
            throw new InvalidCredentialException("service account " + namespace + "/" + name + " has been deleted");
        }
    }

    private void requireAlive(String resource, String namespace, Map<String, Object> reference)
            throws InvalidCredentialException {
        var object = objects.get("", resource, namespace, text(reference.get("name")))
                .orElseThrow(() -> new InvalidCredentialException(INVALIDATED));
        if (!object.object("metadata").string("uid").equals(text(reference.get("uid"))) || isDeleted(object)) {
            throw new InvalidCredentialException(INVALIDATED);
        }
    }

    private boolean isDeleted(ObjectValue object) {
        var since = object.object("metadata").string("deletionTimestamp");
        if (since.isEmpty()) {
            return false;
        }
        try {
            return Instant.parse(since).isBefore(clock.instant().minus(LEEWAY));
        } catch (DateTimeParseException unreadable) {
            return true;
        }
    }

    @SuppressWarnings("unchecked") // a JSON object has texts for names
    private static Map<String, Object> map(@Nullable Object claim) {
        return claim instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static String text(@Nullable Object claim) {
        return Objects.toString(claim, "");
    }
}
