package dev.mudi.api.kinds.resource;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.validation.At;
import java.util.HashSet;

/** Rules for how much of a capacity that is shared one request may have (Kubernetes reference, CapacityRequestPolicy). Stateless. */
final class RequestPolicyValidation {
    private static final int MOST_OPTIONS = 10;

    private RequestPolicyValidation() {}

    static void validate(At policy, At capacity) {
        var values = policy.at("validValues");
        var range = policy.at("validRange");
        if (!values.isEmpty() && range.isSet()) {
            policy.forbidden(
                    "exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" at the same time");
            return;
        }
        var standard = policy.at("default");
        if (!values.isEmpty()) {
            if (standard.isSet()) {
                values(values, standard, capacity);
            } else {
                standard.required("required when validValues is defined");
            }
        } else if (range.isSet()) {
            if (standard.isSet()) {
                range(range, standard, capacity);
            } else {
                standard.required("required when validRange is defined");
            }
        }
    }

    private static void values(At values, At standard, At capacity) {
        var items = values.items();
        for (int i = 1; i < items.size(); i++) {
            if (compare(items.get(i - 1), items.get(i)) > 0) {
                items.get(i).invalid(text(items.get(i)), "values must be sorted in ascending order");
            }
        }
        boolean found = false;
        if (values.mustHaveAtMost(MOST_OPTIONS)) {
            var seen = new HashSet<String>();
            for (var item : items) {
                if (compare(item, capacity) > 0) {
                    item.invalid(text(item), "option is larger than capacity value: " + text(capacity));
                }
                found |= compare(item, standard) == 0;
            }
            for (var item : items) {
                if (!seen.add(text(item))) {
                    item.duplicate();
                }
            }
        }
        if (!found) {
            values.invalid(text(standard), "default value is not valid according to the requestPolicy");
        }
    }

    private static void range(At range, At standard, At capacity) {
        var least = range.at("min");
        var most = range.at("max");
        var step = range.at("step");
        if (!least.isSet()) {
            least.required("required when validRange is defined");
            return;
        }
        if (compare(least, capacity) > 0) {
            least.invalid(text(least), "min is larger than capacity value: " + text(capacity));
        }
        if (compare(standard, least) < 0) {
            least.invalid(text(standard), "default is less than min: " + text(least));
        }
        if (most.isSet()) {
            if (compare(least, most) > 0) {
                most.invalid(text(least), "min is larger than max: " + text(most));
            }
            if (compare(most, capacity) > 0) {
                most.invalid(text(most), "max is larger than capacity value: " + text(capacity));
            }
            if (compare(standard, most) > 0) {
                most.invalid(text(standard), "default is more than max: " + text(most));
            }
        }
        if (step.isSet()) {
            steps(range, standard, capacity);
        }
    }

    private static void steps(At range, At standard, At capacity) {
        var least = range.at("min");
        var step = range.at("step");
        var first = quantity(least).plus(quantity(step));
        if (first.compareTo(quantity(capacity)) > 0) {
            step.invalid(text(step), "one step " + first + " is larger than capacity value: " + text(capacity));
        }
        mustBeReached(standard, least, step);
        if (range.at("max").isSet()) {
            mustBeReached(range.at("max"), least, step);
        }
    }

    private static void mustBeReached(At value, At least, At step) {
        long size = quantity(step).value();
        boolean reached =
                size != 0 && (quantity(value).value() - quantity(least).value()) % size == 0;
        if (!reached) {
            step.invalid(
                    text(value),
                    "value is not a multiple of a given step (" + text(step) + ") from (" + text(least) + ")");
        }
    }

    private static int compare(At left, At right) {
        return quantity(left).compareTo(quantity(right));
    }

    private static Quantity quantity(At at) {
        return Quantity.of(text(at));
    }

    private static String text(At at) {
        return at.isText() ? at.text() : Long.toString(at.number());
    }
}
