package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.InternalForm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rules for resource quotas (Kubernetes reference, ResourceQuota). Stateless. */
final class QuotaValidation {
    private static final Set<String> SCOPES = Set.of(
            "Terminating",
            "NotTerminating",
            "BestEffort",
            "NotBestEffort",
            "PriorityClass",
            "VolumeAttributesClass",
            "CrossNamespacePodAffinity");
    private static final Set<String> NO_VALUES =
            Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity");
    private static final Set<String> COMPUTE =
            Set.of("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final List<Set<String>> CONFLICTS =
            List.of(Set.of("BestEffort", "NotBestEffort"), Set.of("Terminating", "NotTerminating"));

    private QuotaValidation() {}

    static void quota(At quota) {
        var spec = quota.at("spec");
        amounts(spec.at("hard"));
        scopes(spec);
        selector(spec);
        status(quota);
    }

    static void update(At quota, At before) {
        quota(quota);
        var scopes = quota.at("spec", "scopes");
        if (!new HashSet<>(scopes.texts())
                .equals(new HashSet<>(before.at("spec", "scopes").texts()))) {
            scopes.invalid(scopes.value(), "field is immutable");
        }
    }

    static void status(At quota) {
        amounts(quota.at("status", "hard"));
        amounts(quota.at("status", "used"));
    }

    private static void amounts(At amounts) {
        for (var name : amounts.object().names()) {
            var amount = amounts.entry(name);
            var shown = amount.holding(Value.of(name));
            ResourceValidation.name(shown);
            if (!name.contains("/") && !isStandard(name)) {
                shown.invalid("must be a standard resource for quota");
            }
            ResourceValidation.value(amount, name);
        }
    }

    private static boolean isStandard(String name) {
        return (ResourceValidation.STANDARD.contains(name) && !name.equals("storage"))
                || ResourceValidation.isHugePages(name)
                || name.startsWith("requests.hugepages-");
    }

    private static void scopes(At spec) {
        var scopes = spec.at("scopes");
        for (var scope : scopes.texts()) {
            if (!SCOPES.contains(scope)) {
                scopes.invalid("unsupported scope");
            }
            for (var name : new TreeSet<>(spec.at("hard").object().names())) {
                if (isStandard(name) && !applies(scope, name)) {
                    scopes.invalid("unsupported scope applied to resource");
                }
            }
        }
        conflicts(scopes, scopes, scopes.texts());
    }

    private static void conflicts(At place, At scopes, List<String> given) {
        for (var pair : CONFLICTS) {
            if (given.containsAll(pair)) {
                place.invalid(scopes.value(), "conflicting scopes");
            }
        }
    }

    private static boolean applies(String scope, String resource) {
        return switch (scope) {
            case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity" ->
                resource.equals("pods") || COMPUTE.contains(resource);
            case "BestEffort" -> resource.equals("pods");
            case "VolumeAttributesClass" ->
                resource.equals("persistentvolumeclaims") || resource.equals("requests.storage");
            default -> true;
        };
    }

    private static void selector(At spec) {
        var selector = spec.at("scopeSelector");
        var shown = selector.at("matchExpressions");
        var given =
                shown.items().stream().map(item -> item.at("scopeName").text()).toList();
        for (var requirement : shown.items()) {
            var item = requirement.shownAt(shown.path());
            var scope = item.at("scopeName");
            var operator = item.at("operator");
            var values = item.at("values");
            if (!SCOPES.contains(scope.text())) {
                scope.invalid(scope.text(), "unsupported scope");
            }
            for (var name : new TreeSet<>(spec.at("hard").object().names())) {
                if (isStandard(name) && !applies(scope.text(), name)) {
                    shown.invalid(
                            InternalForm.of(selector.value(), "core.v1.ScopeSelector"),
                            "unsupported scope applied to resource");
                }
            }
            if (NO_VALUES.contains(scope.text()) && !operator.is("Exists")) {
                operator.invalid(
                        operator.text(),
                        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }
            switch (operator.text()) {
                case "In", "NotIn" ->
                    values.mustBeGiven(
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                case "Exists", "DoesNotExist" -> {
                    if (!values.isEmpty()) {
                        values.invalid(
                                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                    }
                }
                default -> operator.invalid(operator.text(), "not a valid selector operator");
            }
        }
        conflicts(shown, spec.at("scopes"), given);
    }
}
