package dev.mudi.api.validation;

import java.util.HashSet;
import java.util.regex.Pattern;

/** Rules for conditions in the status of an object (Kubernetes API conventions, "Typical status properties"). Stateless. */
public final class Conditions {
    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");
    private static final int LONGEST_REASON = 1024;
    private static final int LONGEST_MESSAGE = 32 * 1024;

    private Conditions() {}

    /** Checks a list of conditions, each type at most once. */
    public static void validate(At conditions) {
        var seen = new HashSet<String>();
        for (var condition : conditions.items()) {
            if (!seen.add(condition.at("type").text())) {
                condition.at("type").duplicate();
            }
            validateOne(condition);
        }
    }

    private static void validateOne(At condition) {
        condition.at("type").mustBe(Syntax.QUALIFIED_NAME);
        condition.at("status").mustBeOneOf("False", "True", "Unknown");
        if (condition.at("observedGeneration").number() < 0) {
            condition.at("observedGeneration").invalidNumber("must be greater than or equal to zero");
        }
        condition.at("lastTransitionTime").mustBeGiven();
        var reason = condition.at("reason");
        if (reason.mustBeGiven()) {
            if (!REASON.matcher(reason.text()).matches()) {
                reason.invalid(
                        "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'"
                                + Syntax.regex(
                                        REASON.pattern(),
                                        "my_name",
                                        "MY_NAME",
                                        "MyName",
                                        "ReasonA,ReasonB",
                                        "ReasonA:ReasonB"));
            }
            reason.mustBeAtMostBytes(LONGEST_REASON);
        }
        condition.at("message").mustBeAtMostBytes(LONGEST_MESSAGE);
    }
}
