package dev.mudi.api.kinds.admissionregistration;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The strategies of the group admissionregistration.k8s.io, by resource. */
public final class AdmissionKinds {
    private AdmissionKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "validatingwebhookconfigurations",
                webhooks(AdmissionKinds::webhook),
                "mutatingwebhookconfigurations",
                webhooks(webhook -> ifAbsent(webhook(webhook), "reinvocationPolicy", "Never")),
                "validatingadmissionpolicies",
                policy().rules(PolicyValidation::validating)
                        .updateRules(PolicyValidation::validatingUpdate)
                        .statusAlone((next, current) -> PolicyValidation.status(next))
                        .build(),
                "mutatingadmissionpolicies",
                policy().rules(PolicyValidation::mutating)
                        .updateRules(PolicyValidation::mutatingUpdate)
                        .build(),
                "validatingadmissionpolicybindings",
                binding(PolicyValidation::validatingBinding),
                "mutatingadmissionpolicybindings",
                binding(PolicyValidation::mutatingBinding));
    }

    private static Strategy webhooks(UnaryOperator<ObjectValue> change) {
        return KindStrategy.builder()
                .metadata(MetadataChecks.PLAIN)
                .defaults(configuration -> configuration.updateEach("webhooks", change))
                .rules(WebhookValidation::create)
                .updateRules(WebhookValidation::update)
                .generations("webhooks")
                .conditional()
                .build();
    }

    private static KindStrategy.Builder policy() {
        return KindStrategy.builder()
                .metadata(MetadataChecks.PLAIN)
                .defaults(policy -> within(
                        policy,
                        "spec",
                        spec -> ifAbsent(spec, "failurePolicy", "Fail")
                                .update("matchConstraints", AdmissionKinds::matched)))
                .generations()
                .conditional();
    }

    private static Strategy binding(Consumer<At> rules) {
        return KindStrategy.builder()
                .metadata(MetadataChecks.PLAIN)
                .rules(rules)
                .defaults(binding ->
                        binding.update("spec", spec -> spec.update("matchResources", AdmissionKinds::matched)))
                .generations()
                .conditional()
                .build();
    }

    private static ObjectValue webhook(ObjectValue webhook) {
        var filled = ifAbsent(webhook, "failurePolicy", "Fail");
        filled = selecting(filled);
        filled = ifAbsent(filled, "timeoutSeconds", 10);
        filled = filled.update(
                "clientConfig", config -> config.update("service", service -> ifAbsent(service, "port", 443)));
        return filled.updateEach("rules", AdmissionKinds::scoped);
    }

    private static ObjectValue matched(ObjectValue resources) {
        return selecting(resources)
                .updateEach("resourceRules", AdmissionKinds::scoped)
                .updateEach("excludeResourceRules", AdmissionKinds::scoped);
    }

    private static ObjectValue selecting(ObjectValue matcher) {
        var filled = ifAbsent(matcher, "matchPolicy", "Equivalent");
        filled = ifAbsent(filled, "namespaceSelector", ObjectValue.EMPTY);
        return ifAbsent(filled, "objectSelector", ObjectValue.EMPTY);
    }

    private static ObjectValue scoped(ObjectValue rule) {
        return ifAbsent(rule, "scope", "*");
    }
}
