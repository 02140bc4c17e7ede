package dev.mudi.apiserver.admission;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Locale;

/**
 * Compares what something asks for with the bounds of a limit range.
 *
 * @param type of what asks, as the limit range names it
 * @param requests what it asks for
 * @param limits what it may use
 * @param errors where complaints go, in upstream's words
 */
record LimitBounds(String type, ResourceList requests, ResourceList limits, List<String> errors) {

    void minimum(ObjectValue min) {
        ResourceList.of(min).amounts().forEach((name, bound) -> {
            var request = requests.amounts().get(name);
            var limit = limits.amounts().get(name);
            var start = "minimum " + name + " usage per " + type + " is " + bound;
            if (request == null) {
                errors.add(start + ".  No request is specified");
            } else if (request.compareTo(bound) < 0) {
                errors.add(start + ", but request is " + request);
            } else if (limit != null && limit.compareTo(bound) < 0) {
                errors.add(start + ", but limit is " + limit);
            }
        });
    }

    void maximum(ObjectValue max) {
        ResourceList.of(max).amounts().forEach((name, bound) -> {
            var request = requests.amounts().get(name);
            var limit = limits.amounts().get(name);
            var start = maximumIs(name, bound);
            if (limit == null) {
                errors.add(start + ".  No limit is specified");
            } else if (limit.compareTo(bound) > 0) {
                errors.add(start + ", but limit is " + limit);
            } else if (request != null && request.compareTo(bound) > 0) {
                errors.add(start + ", but request is " + request);
            }
        });
    }

    void maximumRequest(ObjectValue max) {
        ResourceList.of(max).amounts().forEach((name, bound) -> {
            var request = requests.amounts().get(name);
            if (request == null) {
                errors.add(maximumIs(name, bound) + ".  No request is specified");
            } else if (request.compareTo(bound) > 0) {
                errors.add(maximumIs(name, bound) + ", but request is " + request);
            }
        });
    }

    private String maximumIs(String name, Quantity bound) {
        return "maximum " + name + " usage per " + type + " is " + bound;
    }

    void ratio(ObjectValue ratios) {
        ResourceList.of(ratios).amounts().forEach((name, bound) -> {
            var request = requests.amount(name);
            var limit = limits.amount(name);
            var start = name + " max limit to request ratio per " + type + " is " + bound;
            if (request.isZero()) {
                errors.add(start + ", but no request is specified or request is 0");
            } else if (limit.isZero()) {
                errors.add(start + ", but no limit is specified or limit is 0");
            } else {
                double ratio = limit.doubleValue() / request.doubleValue();
                if (ratio > bound.doubleValue()) {
                    errors.add(start + ", but provided ratio is " + String.format(Locale.ROOT, "%f", ratio));
                }
            }
        });
    }
}
