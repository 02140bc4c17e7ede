package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import dev.mudi.api.validation.WebhookClients;
import java.util.HashSet;
import java.util.List;

/** Rules for admission webhooks (Kubernetes reference, ValidatingWebhookConfiguration). Stateless. */
final class WebhookValidation {
    private static final List<String> HARMLESS = List.of("None", "NoneOnDryRun");
    private static final List<String> EFFECTS = List.of("None", "NoneOnDryRun", "Some", "Unknown");
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private WebhookValidation() {}

    /**
     * What is asked of webhooks; what those before an update don't keep is not asked.
     *
     * @param harmless whether they have to be without side effects
     * @param reviews whether one of the known versions of reviews has to be accepted
     * @param uniqueNames whether names may not repeat
     * @param conditions whether conditions are checked
     */
    private record Demands(boolean harmless, boolean reviews, boolean uniqueNames, boolean conditions) {}

    static void create(At configuration) {
        validate(configuration, new Demands(true, true, true, true));
    }

    static void update(At configuration, At before) {
        var old = before.at("webhooks").items();
        var names = old.stream().map(hook -> hook.at("name").text()).toList();
        validate(
                configuration,
                new Demands(
                        old.stream()
                                .allMatch(hook ->
                                        HARMLESS.contains(hook.at("sideEffects").text())),
                        old.stream().allMatch(WebhookValidation::acceptsKnownReview),
                        new HashSet<>(names).size() == names.size(),
                        !sameConditions(configuration.at("webhooks").items(), old)));
    }

    private static boolean acceptsKnownReview(At hook) {
        var versions = hook.at("admissionReviewVersions").texts();
        return versions.isEmpty() || versions.stream().anyMatch(REVIEWS::contains);
    }

    private static boolean sameConditions(List<At> hooks, List<At> old) {
        if (hooks.size() != old.size()) {
            return false;
        }
        for (int i = 0; i < hooks.size(); i++) {
            if (!Semantics.equal(
                    hooks.get(i).at("matchConditions").array(),
                    old.get(i).at("matchConditions").array())) {
                return false;
            }
        }
        return true;
    }

    private static void validate(At configuration, Demands demands) {
        var names = new HashSet<String>();
        for (var hook : configuration.at("webhooks").items()) {
            hook(hook, demands);
            WebhookClients.reviewVersions(
                    hook.at("admissionReviewVersions"),
                    "must specify one of " + String.join(", ", REVIEWS),
                    demands.reviews);
            var name = hook.at("name");
            if (demands.uniqueNames && !name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
        }
    }

    private static void hook(At hook, Demands demands) {
        name(hook.at("name"));
        hook.at("rules").items().forEach(RuleValidation::rule);
        if (hook.at("failurePolicy").isSet()) {
            hook.at("failurePolicy").mustBeOneOf(RuleValidation.POLICIES);
        }
        if (hook.at("matchPolicy").isSet()) {
            hook.at("matchPolicy").mustBeOneOf(RuleValidation.MATCHES);
        }
        var effects = hook.at("sideEffects");
        var allowed = demands.harmless ? HARMLESS : EFFECTS;
        if (effects.isSet()) {
            effects.mustBeOneOf(allowed);
        } else {
            effects.required("must specify one of " + String.join(", ", allowed));
        }
        var timeout = hook.at("timeoutSeconds");
        if (timeout.isSet() && (timeout.number() > 30 || timeout.number() < 1)) {
            timeout.invalidNumber("the timeout value must be between 1 and 30 seconds");
        }
        Selectors.validate(hook.at("namespaceSelector"));
        Selectors.validate(hook.at("objectSelector"));
        if (hook.at("reinvocationPolicy").isSet()) {
            hook.at("reinvocationPolicy").mustBeOneOf("IfNeeded", "Never");
        }
        WebhookClients.validate(hook.at("clientConfig"));
        if (demands.conditions) {
            RuleValidation.conditions(hook.at("matchConditions"), new AdmissionExpressions(false, false));
        }
    }

    private static void name(At name) {
        if (!name.mustBeGiven()) {
            return;
        }
        var complaints = Syntax.DNS_SUBDOMAIN.complaints(name.text());
        if (!complaints.isEmpty()) {
            name.invalid(String.join(",", complaints));
        } else if (name.text().split("\\.", -1).length < 3) {
            name.invalid("should be a domain with at least three segments separated by dots");
        }
    }
}
