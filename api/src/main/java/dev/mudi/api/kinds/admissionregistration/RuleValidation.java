package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;

/** Rules for what webhooks and policies of admission apply to (Kubernetes reference, MatchResources). Stateless. */
final class RuleValidation {
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final int MOST_CONDITIONS = 64;
    static final List<String> POLICIES = List.of("Fail", "Ignore");
    static final List<String> MATCHES = List.of("Equivalent", "Exact");

    private RuleValidation() {}

    /** Checks the operations and resources of a rule. */
    static void rule(At rule) {
        var operations = rule.at("operations");
        operations.mustBeGiven();
        mustBeAlone(operations, "operations");
        operations.items().forEach(operation -> operation.mustBeOneOf(OPERATIONS));
        rule.at("apiGroups").mustBeGiven();
        mustBeAlone(rule.at("apiGroups"), "API groups");
        rule.at("apiVersions").mustBeGiven();
        mustBeAlone(rule.at("apiVersions"), "API versions");
        rule.at("apiVersions").items().forEach(At::mustBeGiven);
        resources(rule.at("resources"));
        if (rule.at("scope").isSet()) {
            rule.at("scope").mustBeOneOf("*", "Cluster", "Namespaced");
        }
    }

    private static void mustBeAlone(At list, String what) {
        if (list.size() > 1 && list.texts().contains("*")) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
    }

    private static void resources(At resources) {
        resources.mustBeGiven();
        var allOf = new HashSet<String>();
        var ofAll = new HashSet<String>();
        boolean plain = false;
        for (var resource : resources.items()) {
            if (!resource.mustBeGiven()) {
                continue;
            }
            var text = resource.text();
            int slash = text.indexOf('/');
            if (slash < 0) {
                plain = !text.equals("*");
                continue;
            }
            var name = text.substring(0, slash);
            var subresource = text.substring(slash + 1);
            if (allOf.contains(name)) {
                resource.invalid("if '" + name + "/*' is present, must not specify " + text);
            }
            if (ofAll.contains(subresource)) {
                resource.invalid("if '*/" + subresource + "' is present, must not specify " + text);
            }
            if (subresource.equals("*")) {
                allOf.add(name);
            }
            if (name.equals("*")) {
                ofAll.add(subresource);
            }
        }
        var texts = resources.texts();
        if (texts.size() > 1 && texts.contains("*/*")) {
            resources.invalid("if '*/*' is present, must not specify other resources");
        }
        if (plain && texts.contains("*")) {
            resources.invalid("if '*' is present, must not specify other resources without subresources");
        }
    }

    /** Checks what a policy or a binding applies to, if that is given. */
    static void matched(At resources) {
        if (!resources.isSet()) {
            return;
        }
        var policy = resources.at("matchPolicy");
        if (policy.isSet()) {
            policy.mustBeOneOf(MATCHES);
        } else {
            policy.required();
        }
        for (var field : List.of("namespaceSelector", "objectSelector")) {
            var selector = resources.at(field);
            if (selector.isSet()) {
                Selectors.validate(selector);
            } else {
                selector.required();
            }
        }
        for (var field : List.of("resourceRules", "excludeResourceRules")) {
            resources.at(field).items().forEach(RuleValidation::namedRule);
        }
    }

    private static void namedRule(At rule) {
        var seen = new HashSet<String>();
        for (var name : rule.at("resourceNames").items()) {
            name.mustBe(Syntax.PATH_SEGMENT);
            if (!seen.add(name.text())) {
                name.duplicate();
            }
        }
        rule(rule);
    }

    /** Checks the conditions under which something applies. */
    static void conditions(At conditions, AdmissionExpressions expressions) {
        conditions.mustHaveAtMost(MOST_CONDITIONS);
        var seen = new HashSet<String>();
        for (var condition : conditions.items()) {
            var expression = condition.at("expression");
            if (expression.text().isBlank()) {
                expression.required();
            } else {
                expressions.condition(expression);
            }
            var name = condition.at("name");
            if (name.mustBeGiven()) {
                name.mustBe(Syntax.QUALIFIED_NAME);
                if (!seen.add(name.text())) {
                    name.duplicate();
                }
            }
        }
    }
}
