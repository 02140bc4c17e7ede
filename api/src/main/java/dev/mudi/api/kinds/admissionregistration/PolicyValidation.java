package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.CelWords;
import dev.mudi.api.validation.Conditions;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rules for admission policies and their bindings (Kubernetes reference, ValidatingAdmissionPolicy). Stateless.
 */
final class PolicyValidation {
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final List<String> MUTATED = List.of("*", "CONNECT", "CREATE", "UPDATE");
    private static final String SOMETHING = "validations or auditAnnotations must contain at least one item";
    private static final String NO_EXPRESSION = "expression is not specified";
    private static final int MOST_ANNOTATIONS = 20;
    private static final int LONGEST_ANNOTATION = 5 * 1024;

    private PolicyValidation() {}

    static void validating(At policy) {
        validations(policy, common(policy, true));
    }

    static void validatingUpdate(At policy, At before) {
        validations(policy, common(policy, conditionsChange(policy, before)));
    }

    private static boolean conditionsChange(At policy, At before) {
        var spec = policy.at("spec");
        var old = before.at("spec");
        return !spec.at("paramKind").same(old.at("paramKind"))
                || !Semantics.equal(
                        spec.at("matchConditions").array(),
                        old.at("matchConditions").array());
    }

    private static AdmissionExpressions common(At policy, boolean conditions) {
        var spec = policy.at("spec");
        var expressions = new AdmissionExpressions(
                spec.at("paramKind").isSet(), !spec.at("variables").isEmpty());
        var failure = spec.at("failurePolicy");
        if (failure.isSet()) {
            failure.mustBeOneOf(RuleValidation.POLICIES);
        } else {
            failure.required();
        }
        if (spec.at("paramKind").isSet()) {
            parameterKind(spec.at("paramKind"));
        }
        var matched = spec.at("matchConstraints");
        if (matched.isSet()) {
            RuleValidation.matched(matched);
            matched.at("resourceRules").mustBeGiven();
        } else {
            matched.required();
        }
        if (policy.at("kind").is("MutatingAdmissionPolicy")
                || spec.at("mutations").isSet()) {
            mutatedOperations(matched);
        }
        if (conditions) {
            RuleValidation.conditions(spec.at("matchConditions"), expressions);
        }
        spec.at("variables").items().forEach(variable -> variable(variable, expressions));
        return expressions;
    }

    private static void mutatedOperations(At matched) {
        for (var rule : matched.at("resourceRules").items()) {
            for (var operation : rule.at("operations").items()) {
                operation
                        .shownAt(matched.at("resourceRules", "operations").path())
                        .mustBeOneOf(MUTATED);
            }
        }
    }

    private static void parameterKind(At kind) {
        var version = kind.at("apiVersion");
        if (version.mustBeGiven()) {
            apiVersion(version);
        }
        var name = kind.at("kind");
        if (name.mustBeGiven()) {
            var complaints = Syntax.DNS_1035_LABEL.complaints(name.text().toLowerCase(Locale.ROOT));
            if (!complaints.isEmpty()) {
                name.invalid("may have mixed case, but should otherwise match: " + String.join(",", complaints));
            }
        }
    }

    private static void apiVersion(At at) {
        var text = at.text();
        int slash = text.indexOf('/');
        if (slash != text.lastIndexOf('/')) {
            at.invalid("unexpected GroupVersion string: " + text);
            return;
        }
        var group = slash < 0 ? "" : text.substring(0, slash);
        var version = text.substring(slash + 1);
        var ofGroup = group.isEmpty() ? List.<String>of() : Syntax.DNS_SUBDOMAIN.complaints(group);
        if (!ofGroup.isEmpty()) {
            at.invalid(group, String.join(",", ofGroup));
        }
        var ofVersion = Syntax.DNS_1035_LABEL.complaints(version);
        if (version.isEmpty()) {
            at.invalid("version must be specified");
        } else if (!ofVersion.isEmpty()) {
            at.invalid(version, String.join(",", ofVersion));
        }
    }

    private static void variable(At variable, AdmissionExpressions expressions) {
        var name = variable.at("name");
        if (name.text().isBlank()) {
            name.required("name is not specified");
        } else if (!IDENTIFIER.matcher(name.text()).matches() || CelWords.isReserved(name.text())) {
            name.invalid("must be a valid CEL identifier");
        }
        var expression = variable.at("expression");
        if (isGiven(expression, NO_EXPRESSION)) {
            expressions.variable(name.text(), expression);
        }
    }

    private static boolean isGiven(At expression, String missing) {
        boolean given = !expression.text().isBlank();
        if (!given) {
            expression.required(missing);
        }
        return given;
    }

    private static void validations(At policy, AdmissionExpressions expressions) {
        var spec = policy.at("spec");
        var annotations = spec.at("auditAnnotations");
        if (spec.at("validations").isEmpty() && annotations.isEmpty()) {
            spec.at("validations").required(SOMETHING);
            annotations.required(SOMETHING);
            return;
        }
        spec.at("validations").items().forEach(validation -> validation(validation, expressions));
        if (annotations.size() > MOST_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
        }
        var keys = new HashSet<String>();
        for (var annotation : annotations.items()) {
            key(annotation.at("key"), policy.at("metadata", "name").text());
            annotation(annotation.at("valueExpression"), expressions);
            if (!keys.add(annotation.at("key").text())) {
                annotation.at("key").duplicate();
            }
        }
    }

    private static void validation(At validation, AdmissionExpressions expressions) {
        if (isGiven(validation.at("expression"), NO_EXPRESSION)) {
            expressions.validation(validation.at("expression"));
        }
        var message = validation.at("message");
        var computed = validation.at("messageExpression");
        if (!computed.isEmpty() && computed.text().isBlank()) {
            computed.invalid("must be non-empty if specified");
        } else if (!computed.isEmpty()) {
            expressions.message(computed);
        }
        var trimmed = message.text().strip();
        if (!message.isEmpty() && trimmed.isEmpty()) {
            message.invalid("must be non-empty if specified");
        } else if (trimmed.contains("\n") || trimmed.contains("\r")) {
            message.invalid("must not contain line breaks");
        }
        if (validation.at("reason").isSet()) {
            validation.at("reason").mustBeOneOf("Forbidden", "Invalid", "RequestEntityTooLarge");
        }
    }

    private static void key(At key, String policy) {
        if (policy.isEmpty()) {
            key.invalid("requires metadata.name be non-empty");
        } else {
            var name = policy + "/" + key.text();
            Syntax.QUALIFIED_NAME.complaints(name).forEach(complaint -> key.invalid(name, complaint));
        }
    }

    private static void annotation(At value, AdmissionExpressions expressions) {
        if (!isGiven(value, "valueExpression is not specified")) {
            return;
        }
        if (Syntax.bytes(value.text().strip()) > LONGEST_ANNOTATION) {
            value.required("must not exceed " + LONGEST_ANNOTATION + " bytes in length");
        } else {
            expressions.annotation(value);
        }
    }

    static void status(At policy) {
        for (var warning :
                policy.at("status", "typeChecking", "expressionWarnings").items()) {
            warning.at("warning").mustBeGiven();
            if (warning.at("fieldRef").text().isBlank()) {
                warning.at("fieldRef").required();
            }
        }
        Conditions.validate(policy.at("status", "conditions"));
    }

    static void mutating(At policy) {
        mutations(policy.at("spec"), common(policy, true));
    }

    static void mutatingUpdate(At policy, At before) {
        mutations(policy.at("spec"), common(policy, conditionsChange(policy, before)));
    }

    private static void mutations(At spec, AdmissionExpressions expressions) {
        if (spec.at("mutations").mustBeGiven("mutations must contain at least one item")) {
            spec.at("mutations").items().forEach(mutation -> mutation(mutation, expressions));
        }
        if (spec.at("reinvocationPolicy").mustBeGiven()) {
            spec.at("reinvocationPolicy").mustBeOneOf("IfNeeded", "Never");
        }
    }

    private static void mutation(At mutation, AdmissionExpressions expressions) {
        var type = mutation.at("patchType");
        if (!type.mustBeGiven() || !type.mustBeOneOf("ApplyConfiguration", "JSONPatch")) {
            return;
        }
        var wanted = type.is("JSONPatch") ? "jsonPatch" : "applyConfiguration";
        var other = type.is("JSONPatch") ? "applyConfiguration" : "jsonPatch";
        if (mutation.at(wanted).isSet()) {
            var expression = mutation.at(wanted, "expression");
            if (isGiven(expression, "")) {
                expressions.mutation(expression, type.is("JSONPatch"));
            }
        } else {
            mutation.at(wanted).required("must be specified when patchType is " + type.text());
        }
        if (mutation.at(other).isSet()) {
            mutation.at(other).invalid("{" + other + "}", "must not be specified when patchType is " + type.text());
        }
    }

    static void validatingBinding(At binding) {
        binding(binding.at("spec"));
        var actions = binding.at("spec", "validationActions");
        var seen = new HashSet<String>();
        for (var action : actions.items()) {
            action.mustBeOneOf("Audit", "Deny", "Warn");
            if (!seen.add(action.text())) {
                action.duplicate();
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            actions.invalid(
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
        actions.mustBeGiven("at least one validation action is required");
    }

    static void mutatingBinding(At binding) {
        binding(binding.at("spec"));
        mutatedOperations(binding.at("spec", "matchResources"));
    }

    private static void binding(At spec) {
        if (spec.at("policyName").mustBeGiven()) {
            spec.at("policyName").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        if (spec.at("paramRef").isSet()) {
            parameters(spec.at("paramRef"));
        }
        RuleValidation.matched(spec.at("matchResources"));
    }

    private static void parameters(At reference) {
        var name = reference.at("name");
        var selector = reference.at("selector");
        boolean both = !name.isEmpty() && selector.isSet();
        if (!name.isEmpty()) {
            name.mustBe(Syntax.PATH_SEGMENT);
        }
        if (both) {
            name.forbidden("name and selector are mutually exclusive");
        }
        Selectors.validate(selector);
        if (both) {
            selector.forbidden("name and selector are mutually exclusive");
        }
        if (name.isEmpty() && !selector.isSet()) {
            reference.required("one of name or selector must be specified");
        }
        var missing = reference.at("parameterNotFoundAction");
        if (missing.mustBeGiven()) {
            missing.mustBeOneOf("Deny", "Allow");
        }
    }
}
