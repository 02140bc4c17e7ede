package dev.mudi.api.kinds.rbac;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group rbac.authorization.k8s.io, by resource. */
public final class RbacKinds {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "roles", named().build(),
                "clusterroles", named().build(),
                "rolebindings", named().defaults(RbacKinds::binding).build(),
                "clusterrolebindings", named().defaults(RbacKinds::binding).build());
    }

    private static KindStrategy.Builder named() {
        return KindStrategy.builder().names(NameRule.PATH_SEGMENT).createsOnUpdate();
    }

    private static ObjectValue binding(ObjectValue binding) {
        return within(binding, "roleRef", role -> ifZero(role, "apiGroup", GROUP))
                .updateEach("subjects", subject -> {
                    var kind = subject.string("kind");
                    return kind.equals("User") || kind.equals("Group") ? ifZero(subject, "apiGroup", GROUP) : subject;
                });
    }
}
