package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for nodes (Kubernetes reference, Node). Stateless. */
final class NodeValidation {
    private static final String FIXED = "node updates may not change podCIDR except from \"\" to valid";
    private static final Pattern FEATURE = Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*+");

    private NodeValidation() {}

    static void create(At node) {
        AffinityValidation.taints(
                node.at("spec", "taints").shownAt(node.at("metadata", "taints").path()));
        resources(node.at("status"));
        var swap = node.at("status", "nodeInfo", "swap", "capacity");
        if (swap.isSet() && swap.number() <= 0) {
            swap.shownAt(node.at("metadata", "nodeSwapStatus", "capacity").path())
                    .mustBePositive();
        }
        features(node.at("status", "declaredFeatures"));
        ranges(node.at("spec", "podCIDRs"));
    }

    private static void resources(At status) {
        for (var list : List.of("capacity", "allocatable")) {
            for (var name : status.at(list).object().names()) {
                ResourceValidation.value(status.at(list).at(name), name);
            }
        }
    }

    private static void features(At features) {
        var items = features.items();
        for (int i = 0; i < items.size(); i++) {
            var name = items.get(i).text();
            int order = i == 0 ? -1 : items.get(i - 1).text().compareTo(name);
            if (order == 0) {
                items.get(i).duplicate();
            } else if (order > 0) {
                items.get(i).invalid("list must be sorted alphabetically");
            }
            if (name.length() > 253) {
                items.get(i).invalid("invalid feature name \"" + name + "\": must be no more than 253 characters");
            } else if (!FEATURE.matcher(name).matches()) {
                items.get(i)
                        .invalid(
                                "invalid feature name \"" + name
                                        + "\": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes");
            }
        }
    }

    private static void ranges(At ranges) {
        var families = new HashSet<>();
        for (var range : ranges.items()) {
            Addresses.mustBeRange(range, List.of());
            Addresses.family(range.text()).ifPresent(families::add);
        }
        dualStack(ranges);
        if (ranges.size() > 1 && (ranges.size() > 2 || families.size() < 2)) {
            ranges.invalid("may specify no more than one CIDR for each IP family");
        }
    }

    /** Upstream counts the families of the ranges once more, and fails at the first that is none. */
    private static void dualStack(At ranges) {
        var texts = ranges.texts();
        for (int i = 0; i < texts.size() && texts.size() > 1; i++) {
            if (Addresses.family(texts.get(i)).isEmpty()) {
                ranges.errors()
                        .add(
                                FieldError.Kind.INTERNAL,
                                ranges.path(),
                                "Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR["
                                        + i + "]: <nil> (invalid CIDR address: " + texts.get(i) + ")");
                return;
            }
        }
    }

    static void update(At node, At before) {
        resources(node.at("status"));
        features(node.at("status", "declaredFeatures"));
        var seen = new HashSet<>();
        for (var address : node.at("status", "addresses").items()) {
            if (!seen.add(address.value())) {
                address.duplicate();
            }
        }
        var ranges = node.at("spec", "podCIDRs");
        var had = before.at("spec", "podCIDRs");
        if (!had.isEmpty() && !had.same(ranges)) {
            ranges.forbidden(FIXED);
        }
        var provider = node.at("spec", "providerID");
        if (!before.at("spec", "providerID").isEmpty() && !provider.same(before.at("spec", "providerID"))) {
            provider.forbidden("node updates may not change providerID except from \"\" to valid");
        }
        if (!node.at("spec", "externalID").same(before.at("spec", "externalID"))) {
            node.at("spec", "externalID").forbidden("may not be updated");
        }
        AffinityValidation.taints(
                node.at("spec", "taints").shownAt(node.at("metadata", "taints").path()));
    }
}
