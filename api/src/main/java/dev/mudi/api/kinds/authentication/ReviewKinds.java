package dev.mudi.api.kinds.authentication;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.Strategy;
import java.util.Map;

/** The strategies of the reviews, by resource. They are answered, never stored, and need no name. */
public final class ReviewKinds {
    private ReviewKinds() {}

    /** Those of the group authentication.k8s.io. */
    public static Map<String, Strategy> authentication() {
        return Map.of(
                "tokenreviews",
                KindStrategy.builder().build(),
                "selfsubjectreviews",
                KindStrategy.builder().build());
    }

    /** Those of the group authorization.k8s.io. */
    public static Map<String, Strategy> authorization() {
        return Map.of(
                "subjectaccessreviews",
                        KindStrategy.builder().rules(ReviewValidation::subject).build(),
                "selfsubjectaccessreviews",
                        KindStrategy.builder().rules(ReviewValidation::self).build(),
                "localsubjectaccessreviews",
                        KindStrategy.builder().rules(ReviewValidation::local).build(),
                "selfsubjectrulesreviews", KindStrategy.builder().build());
    }
}
