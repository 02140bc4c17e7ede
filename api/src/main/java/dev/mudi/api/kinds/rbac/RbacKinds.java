package dev.mudi.api.kinds.rbac;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifZero;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.Map;
import java.util.function.Consumer;

/** The strategies of the group rbac.authorization.k8s.io, by resource. */
public final class RbacKinds {
    static final String GROUP = "rbac.authorization.k8s.io";

    private RbacKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "roles", named().rules(RbacValidation::role).build(),
                "clusterroles", named().rules(RbacValidation::clusterRole).build(),
                "rolebindings", binding(RbacValidation::roleBinding),
                "clusterrolebindings", binding(RbacValidation::clusterRoleBinding));
    }

    private static KindStrategy.Builder named() {
        return KindStrategy.builder().names(NameRule.PATH_SEGMENT).createsOnUpdate();
    }

    private static Strategy binding(Consumer<At> rules) {
        return named().defaults(RbacKinds::withGroups)
                .rules(rules)
                .updateRules((next, current) -> {
                    rules.accept(next);
                    RbacValidation.sameRole(next, current);
                })
                .build();
    }

    private static ObjectValue withGroups(ObjectValue binding) {
        return within(binding, "roleRef", role -> ifZero(role, "apiGroup", GROUP))
                .updateEach("subjects", subject -> {
                    var kind = subject.string("kind");
                    return kind.equals("User") || kind.equals("Group") ? ifZero(subject, "apiGroup", GROUP) : subject;
                });
    }
}
