package dev.mudi.apiserver.registry;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.TokenIssuer;
import dev.mudi.apiserver.TokenIssuer.BoundTo;
import java.time.Duration;

/** Answers TokenRequests: {@code serviceaccounts/token} (kube-apiserver, registry/core/serviceaccount TokenREST). Safe for several threads. */
public final class ServiceAccountTokens {
    private static final long DEFAULT_SECONDS = 3_600;
    private static final long LEAST_SECONDS = 600;
    private static final long MOST_SECONDS = 1L << 32;
    private static final String GROUP = "authentication.k8s.io";
    private static final String KIND = "TokenRequest";

    private final ResourceStores stores;
    private final TokenIssuer issuer;

    /** Tokens by this issuer. */
    public ServiceAccountTokens(ResourceStores stores, TokenIssuer issuer) {
        this.stores = stores;
        this.issuer = issuer;
    }

    /** The request with the token in its status. */
    public ObjectValue issue(WriteRequest request, ObjectValue sent) {
        var namespace = request.target().namespace();
        var name = request.target().name();
        mustMatch(sent, "name", name, "must match the service account name if specified");
        mustMatch(sent, "namespace", namespace, "must match the service account namespace if specified");
        var accounts = stores.of("", "serviceaccounts");
        var account = accounts.served(accounts.get(namespace, name));
        var uid = ObjectMeta.of(account).uid();
        var wanted = ObjectMeta.of(sent).uid();
        if (!wanted.isEmpty() && !wanted.equals(uid)) {
            throw StatusException.conflict(
                    GROUP,
                    KIND,
                    name,
                    "the UID in the token request (" + wanted + ") does not match the UID of the service account ("
                            + uid + ")");
        }
        var spec = sent.object("spec");
        long seconds = spec.integer("expirationSeconds", DEFAULT_SECONDS);
        validate(seconds);
        var bound = spec.get("boundObjectRef").orElse(NullValue.NULL) instanceof ObjectValue ref
                ? boundTo(ref, namespace, name)
                : BoundTo.NOTHING;
        var issued = issuer.issue(
                new TokenIssuer.Account(namespace, name, uid),
                bound,
                spec.array("audiences").strings().toList(),
                Duration.ofSeconds(seconds));
        return answer(sent, spec, account, issued, seconds);
    }

    private static ObjectValue answer(
            ObjectValue sent, ObjectValue spec, ObjectValue account, TokenIssuer.IssuedToken issued, long seconds) {
        var of = ObjectMeta.of(account);
        var meta = sent.object("metadata")
                .with("name", of.name())
                .with("namespace", of.namespace())
                .with("uid", of.uid())
                .with("creationTimestamp", ObjectRules.time(issued.expires().minusSeconds(seconds)));
        return ObjectValue.builder()
                .put("kind", KIND)
                .put("apiVersion", GROUP + "/v1")
                .put("metadata", meta)
                .put(
                        "spec",
                        spec.with("audiences", ArrayValue.ofStrings(issued.audiences()))
                                .with("expirationSeconds", Value.of(seconds)))
                .put(
                        "status",
                        ObjectValue.EMPTY
                                .with("token", issued.token())
                                .with("expirationTimestamp", ObjectRules.time(issued.expires())))
                .build();
    }

    private static void mustMatch(ObjectValue sent, String field, String expected, String complaint) {
        var given = sent.object("metadata").string(field);
        if (!given.isEmpty() && !given.equals(expected)) {
            var errors = new FieldErrors();
            errors.invalid(FieldPath.of("metadata", field), given, complaint);
            throw StatusException.invalid(GROUP, KIND, expected, errors.list());
        }
    }

    private static void validate(long seconds) {
        var errors = new FieldErrors();
        var path = FieldPath.of("spec", "expirationSeconds");
        if (seconds < LEAST_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration less than 10 minutes");
        }
        if (seconds > MOST_SECONDS) {
            errors.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(GROUP, KIND, "", errors.list());
        }
    }

    private BoundTo boundTo(ObjectValue ref, String namespace, String account) {
        var kind = ref.string("kind");
        boolean grouped = ref.string("apiVersion").contains("/");
        // Of the group of these any version will do (core/serviceaccount, storage/token).
        var resource = switch (grouped ? "" : kind) {
            case "Pod" -> "pods";
            case "Secret" -> "secrets";
            case "Node" -> "nodes";
            default ->
                throw StatusException.badRequest("cannot bind token to object of type " + (grouped ? "" : "/")
                        + ref.string("apiVersion") + ", Kind=" + kind);
        };
        var store = stores.of("", resource);
        var name = ref.string("name");
        if (name.isEmpty()) {
            throw StatusException.badRequest("Name parameter required.");
        }
        var object = store.served(store.get(kind.equals("Node") ? "" : namespace, name));
        var uid = ObjectMeta.of(object).uid();
        if (!ref.string("uid").isEmpty() && !ref.string("uid").equals(uid)) {
            throw StatusException.conflict(
                    "",
                    kind,
                    name,
                    "the UID in the bound object reference (" + ref.string("uid")
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
        if (!kind.equals("Pod")) {
            return new BoundTo(kind, name, uid, "", "");
        }
        if (!object.object("spec").string("serviceAccountName").equals(account)) {
            throw StatusException.badRequest("cannot bind token for serviceaccount \"" + account
                    + "\" to pod running with different serviceaccount name.");
        }
        var nodeName = object.object("spec").string("nodeName");
        var nodes = stores.of("", "nodes");
        var nodeUid = nodeName.isEmpty()
                ? ""
                : nodes.find("", nodeName)
                        .map(node -> ObjectMeta.of(nodes.served(node)).uid())
                        .orElse("");
        return new BoundTo(kind, name, uid, nodeName, nodeUid);
    }
}
