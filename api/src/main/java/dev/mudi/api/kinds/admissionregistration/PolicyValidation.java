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
 * Rules for admission policies and their bindings (Kubernetes reference, ValidatingAdmissionPolicy). What is written in CEL is
 * not compiled here. Stateless.
 */
final class PolicyValidation {
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final List<String> MUTATED = List.of("*", "CONNECT", "CREATE", "UPDATE");
    private static final String SOMETHING = "validations or auditAnnotations must contain at least one item";
    private static final int MOST_ANNOTATIONS = 20;
    private static final int LONGEST_ANNOTATION = 5 * 1024;

    private PolicyValidation() {}

    static void validating(At policy) {
        common(policy, true);
        validations(policy);
    }

    static void validatingUpdate(At policy, At before) {
        common(policy, conditionsChange(policy, before));
        validations(policy);
    }

    private static boolean conditionsChange(At policy, At before) {
        var spec = policy.at("spec");
        var old = before.at("spec");
        return !spec.at("paramKind").same(old.at("paramKind"))
                || !Semantics.equal(
                        spec.at("matchConditions").array(),
                        old.at("matchConditions").array());
    }

    private static void common(At policy, boolean conditions) {
        var spec = policy.at("spec");
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
            RuleValidation.conditions(spec.at("matchConditions"));
        }
        spec.at("variables").items().forEach(PolicyValidation::variable);
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

    private static void variable(At variable) {
        var name = variable.at("name");
        if (name.text().isBlank()) {
            name.required("name is not specified");
        } else if (!IDENTIFIER.matcher(name.text()).matches() || CelWords.isReserved(name.text())) {
            name.invalid("must be a valid CEL identifier");
        }
        expression(variable.at("expression"), "expression is not specified");
    }

    private static void expression(At expression, String missing) {
        if (expression.text().isBlank()) {
            expression.required(missing);
        }
    }

    private static void validations(At policy) {
        var spec = policy.at("spec");
        var annotations = spec.at("auditAnnotations");
        if (spec.at("validations").isEmpty() && annotations.isEmpty()) {
            spec.at("validations").required(SOMETHING);
            annotations.required(SOMETHING);
            return;
        }
        spec.at("validations").items().forEach(PolicyValidation::validation);
        if (annotations.size() > MOST_ANNOTATIONS) {
            annotations.invalid("must not have more than " + MOST_ANNOTATIONS + " auditAnnotations");
        }
        var keys = new HashSet<String>();
        for (var annotation : annotations.items()) {
            annotation(annotation, policy.at("metadata", "name").text());
            if (!keys.add(annotation.at("key").text())) {
                annotation.at("key").duplicate();
            }
        }
    }

    private static void validation(At validation) {
        expression(validation.at("expression"), "expression is not specified");
        var message = validation.at("message");
        var computed = validation.at("messageExpression");
        if (!computed.isEmpty() && computed.text().isBlank()) {
            computed.invalid("must be non-empty if specified");
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

    private static void annotation(At annotation, String policy) {
        var key = annotation.at("key");
        if (policy.isEmpty()) {
            key.invalid("requires metadata.name be non-empty");
        } else {
            var name = policy + "/" + key.text();
            Syntax.QUALIFIED_NAME.complaints(name).forEach(complaint -> key.invalid(name, complaint));
        }
        var value = annotation.at("valueExpression");
        expression(value, "valueExpression is not specified");
        if (Syntax.bytes(value.text().strip()) > LONGEST_ANNOTATION) {
            value.required("must not exceed " + LONGEST_ANNOTATION + " bytes in length");
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
        common(policy, true);
        mutations(policy.at("spec"));
    }

    static void mutatingUpdate(At policy, At before) {
        common(policy, conditionsChange(policy, before));
        mutations(policy.at("spec"));
    }

    private static void mutations(At spec) {
        if (spec.at("mutations").mustBeGiven("mutations must contain at least one item")) {
            spec.at("mutations").items().forEach(PolicyValidation::mutation);
        }
        if (spec.at("reinvocationPolicy").mustBeGiven()) {
            spec.at("reinvocationPolicy").mustBeOneOf("IfNeeded", "Never");
        }
    }

    private static void mutation(At mutation) {
        var type = mutation.at("patchType");
        if (!type.mustBeGiven() || !type.mustBeOneOf("ApplyConfiguration", "JSONPatch")) {
            return;
        }
        var wanted = type.is("JSONPatch") ? "jsonPatch" : "applyConfiguration";
        var other = type.is("JSONPatch") ? "applyConfiguration" : "jsonPatch";
        if (mutation.at(wanted).isSet()) {
            expression(mutation.at(wanted, "expression"), "");
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
