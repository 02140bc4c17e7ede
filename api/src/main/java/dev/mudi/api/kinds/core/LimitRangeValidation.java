package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules for limit ranges (Kubernetes reference, LimitRange). Stateless. */
final class LimitRangeValidation {
    private static final List<String> TYPES = List.of("Pod", "Container", "PersistentVolumeClaim");

    private LimitRangeValidation() {}

    static void validate(At range) {
        var seen = new HashSet<String>();
        for (var limit : range.at("spec", "limits").items()) {
            var type = limit.at("type");
            type(type);
            if (!seen.add(type.text())) {
                type.duplicate();
            }
            var names = new LinkedHashSet<String>();
            names(limit, "max", names);
            names(limit, "min", names);
            for (var field : List.of("default", "defaultRequest")) {
                if (!type.is("Pod")) {
                    names(limit, field, names);
                } else if (!limit.at(field).isEmpty()) {
                    limit.at(field).forbidden("may not be specified when `type` is 'Pod'");
                }
            }
            boolean sized = limit.at("min").object().has("storage")
                    || limit.at("max").object().has("storage");
            if (type.is("PersistentVolumeClaim") && !sized) {
                limit.at("limits")
                        .required("either minimum or maximum storage value is required, but neither was provided");
            }
            names(limit, "maxLimitRequestRatio", names);
            names.forEach(name -> compare(limit, name));
        }
    }

    private static void type(At type) {
        if (type.mustBe(Syntax.QUALIFIED_NAME) && !type.text().contains("/") && !TYPES.contains(type.text())) {
            type.invalid("must be a standard limit type or fully qualified");
        }
    }

    private static void names(At limit, String field, Set<String> names) {
        for (var name : limit.at(field).object().names()) {
            var at = limit.at(field).entry(name).holding(Value.of(name));
            if (limit.at("type").is("Pod") || limit.at("type").is("Container")) {
                ResourceValidation.containerName(at);
            } else {
                ResourceValidation.name(at);
            }
            names.add(name);
        }
    }

    private static void compare(At limit, String name) {
        boolean pod = limit.at("type").is("Pod");
        var min = limit.at("min").entry(name);
        var max = limit.at("max").entry(name);
        var most = (pod ? limit.at("") : limit.at("default")).entry(name);
        var request = (pod ? limit.at("") : limit.at("defaultRequest")).entry(name);
        ordered(min, max, min, "min value", "max value");
        ordered(min, request, request, "min value", "default request value");
        ordered(request, max, request, "default request value", "max value");
        ordered(request, most, request, "default request value", "default limit value");
        ordered(min, most, most.holding(min.value()), "min value", "default value");
        ordered(most, max, most.holding(max.value()), "default value", "max value");
        ratio(limit.at("maxLimitRequestRatio").entry(name), min, max);
        boolean overcommits = ResourceValidation.isNative(name) && !ResourceValidation.isHugePages(name);
        if (!overcommits && most.isSet() && request.isSet() && amount(most).compareTo(amount(request)) != 0) {
            request.invalid("default value " + text(most) + " must equal to defaultRequest value " + text(request)
                    + " in " + name);
        }
    }

    private static void ordered(At small, At large, At shown, String smallName, String largeName) {
        if (small.isSet() && large.isSet() && amount(small).compareTo(amount(large)) > 0) {
            var why = smallName + " " + text(small) + " is greater than " + largeName + " " + text(large);
            shown.invalid(ResourceValidation.text(shown), why);
        }
    }

    private static void ratio(At ratio, At min, At max) {
        if (!ratio.isSet()) {
            return;
        }
        if (amount(ratio).compareTo(BigDecimal.ONE) < 0) {
            ratio.invalid(text(ratio), "ratio " + text(ratio) + " is less than 1");
        }
        if (min.isSet() && max.isSet() && amount(min).signum() != 0) {
            var greatest = amount(max).divide(amount(min), MathContext.DECIMAL64);
            if (amount(ratio).compareTo(greatest) > 0) {
                ratio.invalid(
                        text(ratio),
                        "ratio " + text(ratio) + " is greater than max/min = "
                                + String.format(Locale.ROOT, "%f", greatest.doubleValue()));
            }
        }
    }

    private static BigDecimal amount(At quantity) {
        return Amount.orZero(quantity.value());
    }

    private static String text(At quantity) {
        return ResourceValidation.text(quantity);
    }
}
