package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.At;
import java.util.HashSet;
import java.util.List;

/** Rules for the cluster addresses of a service, of one family or two (Kubernetes reference, "IPv4/IPv6 dual-stack"). Stateless. */
public final class ServiceAddresses {
    private static final String FIXED = "may not change once set";

    private ServiceAddresses() {}

    /** Whether a service has no address of its own. */
    static boolean isHeadless(At spec) {
        return spec.at("clusterIPs").texts().equals(List.of("None"));
    }

    /** Checks the addresses and families of a service, which precedes their allocation; {@code before} is empty for a new one. */
    public static void validate(ObjectValue service, ObjectValue before, FieldErrors errors) {
        validate(
                At.root(service, errors).at("spec"),
                At.root(before, new FieldErrors()).at("spec"));
    }

    static void validate(At spec, At before) {
        if (spec.at("type").is("ExternalName")) {
            return;
        }
        var addresses = spec.at("clusterIPs");
        var all = addresses.texts();
        var first = spec.at("clusterIP").text();
        if (first.isEmpty()) {
            if (!all.isEmpty()) {
                addresses.invalid("must be empty when `clusterIP` is not specified");
            }
        } else if (addresses.mustBeGiven() && !all.getFirst().equals(first)) {
            addresses.invalid("first value must match `clusterIP`");
        }
        families(spec);
        if (valid(addresses, before.at("clusterIPs").texts())) {
            match(spec, addresses);
        }
    }

    private static void families(At spec) {
        var seen = new HashSet<String>();
        for (var family : spec.at("ipFamilies").items()) {
            family.mustBeOneOf("IPv4", "IPv6");
            if (!seen.add(family.text())) {
                family.duplicate();
            }
        }
        if (spec.at("ipFamilyPolicy").isSet()) {
            spec.at("ipFamilyPolicy").mustBeOneOf("PreferDualStack", "RequireDualStack", "SingleStack");
        }
    }

    private static boolean valid(At addresses, List<String> before) {
        int errors = addresses.errors().list().size();
        var items = addresses.items();
        for (int i = 0; i < items.size(); i++) {
            if (i > 0 || !items.get(i).is("None")) {
                Addresses.mustBeAddress(items.get(i), before);
            } else if (items.size() > 1) {
                addresses.invalid("'None' must be the first and only value");
            }
        }
        boolean good = addresses.errors().list().size() == errors;
        if (items.size() > 2) {
            addresses.invalid("may only hold up to 2 values");
        }
        return good;
    }

    private static void match(At spec, At addresses) {
        var items = addresses.items();
        if (items.size() > 1
                && items.stream()
                                .map(item -> Addresses.family(item.text()))
                                .distinct()
                                .count()
                        < 2) {
            addresses.invalid("may specify no more than one IP for each IP family");
        }
        var families = spec.at("ipFamilies").texts();
        for (int i = 0; i < items.size() && i < families.size() && !isHeadless(spec); i++) {
            var family = Addresses.family(items.get(i).text())
                    .map(Addresses.Family::text)
                    .orElse("");
            var wanted = families.get(i);
            boolean known = wanted.equals("IPv4") || wanted.equals("IPv6");
            if (known && !family.equals(wanted)) {
                items.get(i).invalid("expected an " + wanted + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
    }

    /** Addresses once given stay; a second one may come and go. */
    static void update(At spec, At before) {
        boolean external =
                spec.at("type").is("ExternalName") || before.at("type").is("ExternalName");
        boolean wasHeadless = isHeadless(before);
        if (!external && !(isHeadless(spec) && wasHeadless)) {
            fixed(spec, "clusterIPs", "clusterIP", before);
        }
        if (!external && !isHeadless(spec) && !wasHeadless) {
            fixed(spec, "ipFamilies", "ipFamily", before);
        }
        var balancerClass = spec.at("loadBalancerClass");
        if (spec.at("type").is("LoadBalancer")
                && before.at("type").is("LoadBalancer")
                && !balancerClass.same(before.at("loadBalancerClass"))) {
            balancerClass.invalid(balancerClass.value(), FIXED);
        }
    }

    private static void fixed(At spec, String list, String what, At before) {
        var field = spec.at(list);
        var now = field.texts();
        var old = before.at(list).texts();
        var first = field.shownAt(field.path().index(0));
        if (old.size() == now.size()) {
            for (int i = 0; i < old.size(); i++) {
                if (!old.get(i).equals(now.get(i))) {
                    field.shownAt(field.path().index(list.equals("clusterIPs") ? i : 0))
                            .invalid(field.value(), FIXED);
                }
            }
            return;
        }
        // Upstream shows the addresses here, whichever list it is about.
        var shown = spec.at("clusterIPs").value();
        boolean fewer = old.size() > now.size();
        if (fewer && spec.at("clusterIPs").isEmpty()) {
            first.invalid(field.value(), "primary " + what + " can not be unset");
        }
        if (!old.isEmpty() && !now.isEmpty() && !old.getFirst().equals(now.getFirst())) {
            first.invalid(shown, FIXED);
        }
        var policy = spec.at("ipFamilyPolicy");
        if (fewer && now.size() == 1 && !policy.is("SingleStack")) {
            policy.invalid(policy.value(), "must be set to 'SingleStack' when releasing the secondary " + what);
        }
    }
}
