package dev.mudi.apiserver.authorization;

import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.UserInfo;
import java.util.ArrayList;
import java.util.List;

/** Masters may everything; for others the first authorizer with an opinion decides, and where none has one it is no. */
public final class UnionAuthorizer implements Authorizer {
    private final List<Authorizer> authorizers;

    /** Asks these in order. */
    public UnionAuthorizer(List<Authorizer> authorizers) {
        this.authorizers = List.copyOf(authorizers);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        if (attributes.user().groups().contains(UserInfo.MASTERS)) {
            return Decision.allow("");
        }
        var reasons = new ArrayList<String>(0);
        for (var authorizer : authorizers) {
            var decision = authorizer.authorize(attributes);
            if (!decision.reason().isEmpty()) {
                reasons.add(decision.reason());
            }
            if (decision.verdict() != Verdict.NO_OPINION) {
                return decision;
            }
        }
        return Decision.noOpinion(String.join("\n", reasons));
    }
}
