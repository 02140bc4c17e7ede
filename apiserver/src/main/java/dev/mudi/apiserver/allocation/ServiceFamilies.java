package dev.mudi.apiserver.allocation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.kinds.core.ServiceAddresses;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;

/** Which families of addresses a Service has, in a cluster that has IPv4 (KEP-563). Pure. */
final class ServiceFamilies {
    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";
    private static final String SINGLE = "SingleStack";
    private static final String DUAL = "RequireDualStack";

    private ServiceFamilies() {}

    /** The spec with its families and their policy. */
    static ObjectValue initialised(ObjectValue service, Optional<ObjectValue> current) {
        var spec = service.object("spec");
        boolean headless = spec.string("clusterIP").equals("None");
        boolean free = headless && spec.object("selector").isEmpty();
        var policy = spec.string("ipFamilyPolicy");
        if (!spec.has("ipFamilyPolicy")) {
            policy = current.map(old -> old.object("spec").string("ipFamilyPolicy"))
                    .orElse("");
            policy = !policy.isEmpty() ? policy : free ? DUAL : SINGLE;
        }
        var next = spec.with("ipFamilyPolicy", policy);
        if (headless && next.array("clusterIPs").isEmpty()) {
            next = next.with("clusterIPs", ArrayValue.of(Value.of("None")));
        }
        var errors = new FieldErrors();
        ServiceAddresses.validate(service.with("spec", next), current.orElse(ObjectValue.EMPTY), errors);
        refuse(service, errors);
        if (next.array("ipFamilies").isEmpty()) {
            next = next.with("ipFamilies", ArrayValue.of(Value.of(IPV4)));
        }
        var families = next.array("ipFamilies").strings().toList();
        if (free) {
            boolean other = families.size() == 1 && !policy.equals(SINGLE);
            var alternative = families.getFirst().equals(IPV4) ? IPV6 : IPV4;
            return other
                    ? next.with("ipFamilies", ArrayValue.ofStrings(List.of(families.getFirst(), alternative)))
                    : next;
        }
        check(service, next, policy, families);
        return next;
    }

    private static void check(ObjectValue service, ObjectValue spec, String policy, List<String> families) {
        var errors = new FieldErrors();
        var policyPath = FieldPath.of("spec", "ipFamilyPolicy");
        if (policy.equals(SINGLE) && spec.array("clusterIPs").size() == 2) {
            errors.invalid(
                    policyPath,
                    policy,
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified");
        }
        if (policy.equals(SINGLE) && families.size() == 2) {
            errors.invalid(
                    policyPath,
                    policy,
                    "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified");
        }
        if (errors.isEmpty()) {
            if (policy.equals(DUAL)) {
                errors.invalid(policyPath, policy, "this cluster is not configured for dual-stack services");
            }
            for (int i = 0; i < families.size(); i++) {
                if (families.get(i).equals(IPV6)) {
                    errors.invalid(FieldPath.of("spec", "ipFamilies").index(i), IPV6, "not configured on this cluster");
                }
            }
        }
        refuse(service, errors);
    }

    private static void refuse(ObjectValue service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid("", "Service", ObjectMeta.of(service).name(), errors.list());
        }
    }
}
