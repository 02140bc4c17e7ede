package dev.mudi.api.validation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.List;

/** Rules for label selectors, and whether a valid one matches (Kubernetes reference, LabelSelector). Stateless. */
public final class Selectors {
    private static final String NEEDS_VALUES = "must be specified when `operator` is 'In' or 'NotIn'";
    private static final String TAKES_NO_VALUES = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    private static final String UNKNOWN_OPERATOR = "not a valid selector operator";

    private Selectors() {}

    /** Checks a label selector, if there is one. */
    public static void validate(At selector) {
        validateLabels(selector.at("matchLabels"));
        selector.at("matchExpressions").items().forEach(Selectors::validateRequirement);
    }

    private static void validateRequirement(At requirement) {
        validateOperator(requirement, false);
        validateLabel(requirement);
    }

    /** Checks a requirement on labels that may have an operator nobody knows yet. */
    public static void validateOpenRequirement(At requirement) {
        validateOperator(requirement, true);
        validateLabel(requirement);
    }

    /** Checks a requirement on fields that may have an operator nobody knows yet. */
    public static void validateFieldRequirement(At requirement) {
        requirement.at("key").mustBeGiven("must be specified");
        validateOperator(requirement, true);
    }

    private static void validateLabel(At requirement) {
        requirement.at("key").mustBe(Syntax.QUALIFIED_NAME);
        requirement.at("values").items().forEach(value -> value.mustBe(Syntax.LABEL_VALUE));
    }

    private static void validateOperator(At requirement, boolean open) {
        var values = requirement.at("values");
        switch (requirement.at("operator").text()) {
            case "In", "NotIn" -> values.mustBeGiven(NEEDS_VALUES);
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    values.forbidden(TAKES_NO_VALUES);
                }
            }
            default -> {
                if (!open) {
                    requirement
                            .at("operator")
                            .invalid(requirement.at("operator").text(), UNKNOWN_OPERATOR);
                }
            }
        }
    }

    /** Checks a requirement on a node's labels. */
    public static void validateNodeRequirement(At requirement, boolean checkValues) {
        var values = requirement.at("values");
        var operator = requirement.at("operator");
        if (operator.is("Gt") || operator.is("Lt")) {
            if (values.size() != 1) {
                values.required("must be specified single value when `operator` is 'Lt' or 'Gt'");
            }
        } else {
            validateOperator(requirement, false);
        }
        requirement.at("key").mustBe(Syntax.QUALIFIED_NAME);
        if (checkValues) {
            values.items().forEach(value -> value.mustBe(Syntax.LABEL_VALUE));
        }
    }

    /** Checks keys and values of labels. */
    public static void validateLabels(At labels) {
        labels.object().forEach((key, value) -> {
            Syntax.QUALIFIED_NAME.complaints(key).forEach(complaint -> labels.invalid(key, complaint));
            var text = value instanceof StringValue(var given) ? given : "";
            Syntax.LABEL_VALUE.complaints(text).forEach(complaint -> labels.invalid(text, complaint));
        });
    }

    /** Whether a selector selects nothing in particular. */
    public static boolean isEmpty(ObjectValue selector) {
        return selector.object("matchLabels").isEmpty()
                && selector.array("matchExpressions").isEmpty();
    }

    /** Whether a selector is well-formed. */
    public static boolean isValid(At selector) {
        var errors = new FieldErrors();
        validate(At.of(selector.value(), selector.path(), errors));
        return errors.isEmpty();
    }

    /** A selector as upstream shows it: without what is empty. */
    public static Value shown(At selector) {
        if (!selector.isSet()) {
            return selector.value();
        }
        var shown = ObjectValue.builder();
        var labels = selector.at("matchLabels");
        if (!labels.isEmpty()) {
            shown.put("matchLabels", Semantics.sorted(labels.value()));
        }
        var requirements = selector.at("matchExpressions").array().mapObjects(requirement -> {
            var item = ObjectValue.builder()
                    .put("key", requirement.string("key"))
                    .put("operator", requirement.string("operator"));
            var values = requirement.array("values");
            return (values.isEmpty() ? item : item.put("values", values)).build();
        });
        if (!requirements.isEmpty()) {
            shown.put("matchExpressions", requirements);
        }
        return shown.build();
    }

    /** Whether a valid selector that is not empty matches labels. */
    public static boolean matches(ObjectValue selector, ObjectValue labels) {
        for (var wanted : selector.object("matchLabels").strings().entrySet()) {
            if (!labels.has(wanted.getKey()) || !labels.string(wanted.getKey()).equals(wanted.getValue())) {
                return false;
            }
        }
        return selector.array("matchExpressions").objects().allMatch(requirement -> meets(requirement, labels));
    }

    private static boolean meets(ObjectValue requirement, ObjectValue labels) {
        var key = requirement.string("key");
        List<String> values = requirement.array("values").strings().toList();
        return switch (requirement.string("operator")) {
            case "In" -> labels.has(key) && values.contains(labels.string(key));
            case "NotIn" -> !labels.has(key) || !values.contains(labels.string(key));
            case "Exists" -> labels.has(key);
            default -> !labels.has(key);
        };
    }
}
