package dev.mudi.api.kinds.rbac;

import dev.mudi.api.tree.NullValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.List;

/** Rules for roles and bindings (Kubernetes reference, Role, RoleBinding). Stateless. */
final class RbacValidation {
    private RbacValidation() {}

    static void role(At role) {
        role.at("rules").items().forEach(rule -> rule(rule, true));
    }

    static void clusterRole(At role) {
        role.at("rules").items().forEach(rule -> rule(rule, false));
        if (!role.at("aggregationRule").isSet()) {
            return;
        }
        var selectors = role.at("aggregationRule", "clusterRoleSelectors");
        selectors.mustBeGiven("at least one clusterRoleSelector required if aggregationRule is non-nil");
        for (var selector : selectors.items()) {
            Selectors.validate(selector);
            if (!Selectors.isValid(selector)) {
                selector.invalid(NullValue.NULL, "invalid label selector.");
            }
        }
    }

    private static void rule(At rule, boolean namespaced) {
        rule.at("verbs").mustBeGiven("verbs must contain at least one value");
        var urls = rule.at("nonResourceURLs");
        if (urls.isEmpty()) {
            rule.at("apiGroups").mustBeGiven("resource rules must supply at least one api group");
            rule.at("resources").mustBeGiven("resource rules must supply at least one resource");
            return;
        }
        if (namespaced) {
            urls.invalid("namespaced rules cannot apply to non-resource URLs");
        }
        boolean both = List.of("apiGroups", "resources", "resourceNames").stream()
                .anyMatch(field -> !rule.at(field).isEmpty());
        if (both) {
            urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
        }
    }

    static void roleBinding(At binding) {
        binding(binding, true, "Role", "ClusterRole");
    }

    static void clusterRoleBinding(At binding) {
        binding(binding, false, "ClusterRole");
    }

    private static void binding(At binding, boolean namespaced, String... kinds) {
        var role = binding.at("roleRef");
        role.at("apiGroup").mustBeOneOf(RbacKinds.GROUP);
        role.at("kind").mustBeOneOf(kinds);
        if (role.at("name").mustBeGiven()) {
            role.at("name").mustBe(Syntax.PATH_SEGMENT);
        }
        binding.at("subjects").items().forEach(subject -> subject(subject, namespaced));
    }

    static void sameRole(At binding, At before) {
        var role = binding.at("roleRef");
        if (!role.same(before.at("roleRef"))) {
            InternalForm.at(role, "rbac.v1.RoleRef").invalid("cannot change roleRef");
        }
    }

    private static void subject(At subject, boolean namespaced) {
        var name = subject.at("name");
        boolean named = name.mustBeGiven();
        var kind = subject.at("kind");
        switch (kind.text()) {
            case "ServiceAccount" -> {
                if (named) {
                    name.mustBe(Syntax.DNS_SUBDOMAIN);
                }
                if (!subject.at("apiGroup").isEmpty()) {
                    subject.at("apiGroup").notSupported(List.of(""));
                }
                if (!namespaced) {
                    subject.at("namespace").mustBeGiven();
                }
            }
            case "User", "Group" -> subject.at("apiGroup").mustBeOneOf(RbacKinds.GROUP);
            default -> kind.notSupported(List.of("ServiceAccount", "User", "Group"));
        }
    }
}
