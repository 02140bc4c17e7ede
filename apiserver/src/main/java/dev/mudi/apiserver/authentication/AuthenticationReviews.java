package dev.mudi.apiserver.authentication;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.ReviewHandler;
import dev.mudi.apiserver.UserInfo;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;

/** Answers TokenReview (whose token is this?) and SelfSubjectReview (who am I?). */
public final class AuthenticationReviews {
    private final Supplier<RequestAuthenticator> authenticator;

    /** Asks this authenticator, which may be made later than this. */
    public AuthenticationReviews(Supplier<RequestAuthenticator> authenticator) {
        this.authenticator = authenticator;
    }

    /** The handlers by {@code resource.group}. */
    public Map<String, ReviewHandler> handlers() {
        return Map.of(
                "tokenreviews.authentication.k8s.io", this::tokenReview,
                "selfsubjectreviews.authentication.k8s.io", this::selfSubjectReview);
    }

    private ObjectValue tokenReview(RequestContext context, ObjectValue sent) {
        var spec = sent.object("spec");
        if (spec.string("token").isEmpty()) {
            throw StatusException.badRequest("token is required for TokenReview in authentication");
        }
        var status = ObjectValue.builder();
        try {
            var audiences = spec.array("audiences").strings().toList();
            var answer = authenticator.get().authenticate(spec.string("token"), audiences);
            if (answer.isPresent()) {
                status.put("authenticated", true)
                        .put("user", user(answer.get().user()))
                        .put("audiences", ArrayValue.ofStrings(answer.get().audiences()));
            } else {
                status.put("user", ObjectValue.EMPTY).put("error", "invalid bearer token");
            }
        } catch (InvalidCredentialException e) {
            status.put("user", ObjectValue.EMPTY).put("error", "[invalid bearer token, " + e.getMessage() + "]");
        }
        return sent.with("status", status.build());
    }

    private ObjectValue selfSubjectReview(RequestContext context, ObjectValue sent) {
        // Nothing of what was sent comes back: the answer is an object of its own, made now.
        var made = ObjectValue.of(
                "creationTimestamp",
                Value.of(context.received().truncatedTo(ChronoUnit.SECONDS).toString()));
        return sent.with("metadata", made).with("status", ObjectValue.of("userInfo", user(context.user())));
    }

    /** A user as the authentication API writes it. */
    public static ObjectValue user(UserInfo user) {
        var object = ObjectValue.builder().put("username", user.name()).putIfPresent("uid", user.uid());
        if (!user.groups().isEmpty()) {
            object.put("groups", ArrayValue.ofStrings(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            var extra = ObjectValue.builder();
            user.extra().forEach((key, values) -> extra.put(key, ArrayValue.ofStrings(values)));
            object.put("extra", extra.build());
        }
        return object.build();
    }
}
