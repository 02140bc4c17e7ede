package dev.mudi.api.kinds.networking;

import static dev.mudi.api.kinds.vocabulary.Defaults.ifAbsent;
import static dev.mudi.api.kinds.vocabulary.Defaults.within;

import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Map;

/** The strategies of the group networking.k8s.io, by resource. */
public final class NetworkingKinds {
    private static final String INGRESS_CLASS = "kubernetes.io/ingress.class";

    private NetworkingKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "ingresses",
                KindStrategy.builder()
                        .warnings(ingress ->
                                ingress.object("metadata").object("annotations").has(INGRESS_CLASS)
                                                && !ingress.object("spec").has("ingressClassName")
                                        ? List.of("annotation \"" + INGRESS_CLASS
                                                + "\" is deprecated, please use 'spec.ingressClassName' instead")
                                        : List.of())
                        .updateWarnings((next, current) -> List.of())
                        .rules(IngressValidation::create)
                        .updateRules(IngressValidation::update)
                        .status(IngressValidation::status)
                        .generations()
                        .build(),
                "ingressclasses",
                KindStrategy.builder()
                        .defaults(NetworkingKinds::ingressClass)
                        .rules(IngressValidation::ingressClass)
                        .updateRules(IngressValidation::ingressClassUpdate)
                        .generations()
                        .build(),
                "networkpolicies",
                KindStrategy.builder()
                        .defaults(NetworkingKinds::networkPolicy)
                        .warnings(NetworkValidation::policyWarnings)
                        .rules(NetworkValidation::policy)
                        .updateRules(NetworkValidation::policyUpdate)
                        .generations()
                        .build(),
                "ipaddresses",
                KindStrategy.builder()
                        .names(NameRule.IP_ADDRESS)
                        .rules(NetworkValidation::address)
                        .updateRules(NetworkValidation::addressUpdate)
                        .build(),
                "servicecidrs",
                KindStrategy.builder()
                        .rules(NetworkValidation::ranges)
                        .updateRules(NetworkValidation::rangesUpdate)
                        .statusAlone()
                        .build());
    }

    private static ObjectValue ingressClass(ObjectValue ingressClass) {
        return ingressClass.update(
                "spec", spec -> spec.update("parameters", parameters -> ifAbsent(parameters, "scope", "Cluster")));
    }

    private static ObjectValue networkPolicy(ObjectValue policy) {
        return within(policy, "spec", spec -> {
            var filled = spec;
            for (var direction : List.of("ingress", "egress")) {
                filled = filled.updateEach(
                        direction, rule -> rule.updateEach("ports", port -> ifAbsent(port, "protocol", "TCP")));
            }
            if (!filled.array("policyTypes").isEmpty()) {
                return filled;
            }
            var types = ArrayValue.of(Value.of("Ingress"));
            return filled.with(
                    "policyTypes", filled.array("egress").isEmpty() ? types : types.plus(Value.of("Egress")));
        });
    }
}
