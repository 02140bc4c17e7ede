package dev.mudi.apiserver.allocation;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.kinds.core.ServiceAddresses;
import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Addresses.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which families of addresses a Service has, in a cluster of one or two (KEP-563; upstream: initIPFamilyFields). Pure. */
final class ServiceFamilies {
    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";
    private static final String SINGLE = "SingleStack";
    private static final String PREFER = "PreferDualStack";
    private static final String REQUIRE = "RequireDualStack";
    private static final FieldPath POLICY = FieldPath.of("spec", "ipFamilyPolicy");
    private static final FieldPath FAMILIES = FieldPath.of("spec", "ipFamilies");
    private static final FieldPath ADDRESSES = FieldPath.of("spec", "clusterIPs");

    /** The types that have an address of their own. */
    static final Set<String> TYPES = Set.of("ClusterIP", "NodePort", "LoadBalancer");

    private final List<String> cluster;

    /** @param cluster the families that the cluster has; the first is for who asks for none */
    ServiceFamilies(List<Family> cluster) {
        this.cluster = cluster.stream().map(Family::text).toList();
    }

    /**
     * Whether an update leaves a Service that prefers both families as it is: it is not moved to another number of families because
     * the cluster was.
     */
    static boolean isLeftAlone(ObjectValue service, ObjectValue current) {
        var spec = service.object("spec");
        var was = current.object("spec");
        return spec.string("ipFamilyPolicy").equals(PREFER)
                && (!was.has("ipFamilyPolicy") || was.string("ipFamilyPolicy").equals(PREFER))
                && was.string("type").equals(spec.string("type"))
                && TYPES.contains(spec.string("type"))
                && same(spec, was, "clusterIPs")
                && same(spec, was, "ipFamilies");
    }

    private static boolean same(ObjectValue spec, ObjectValue was, String list) {
        return spec.array(list).equals(was.array(list));
    }

    /**
     * The spec with its families and their policy.
     *
     * @throws StatusException for what does not fit together, or not the cluster
     */
    ObjectValue initialised(ObjectValue service, Optional<ObjectValue> current) {
        var given = service.object("spec");
        boolean free = given.string("clusterIP").equals("None")
                && given.object("selector").isEmpty();
        var policy = policy(given, current, free);
        var spec = given.with("ipFamilyPolicy", policy);
        var errors = new FieldErrors();
        ServiceAddresses.validate(service.with("spec", spec), current.orElse(ObjectValue.EMPTY), errors);
        refuse(service, errors);
        if (current.isPresent()) {
            spec = released(spec, current.get().object("spec"), errors);
        }
        checkSingle(spec, errors);
        var families = families(spec, errors);
        refuse(service, errors);
        if (!free) {
            checkCluster(policy, families, errors);
            refuse(service, errors);
        }
        if (families.isEmpty()) {
            families.add(cluster.getFirst());
        }
        boolean both = free || cluster.size() == 2;
        if (!policy.equals(SINGLE) && families.size() == 1 && both) {
            families.add(families.getFirst().equals(IPV4) ? IPV6 : IPV4);
        }
        return spec.with("ipFamilies", ArrayValue.ofStrings(families));
    }

    /** An update without a policy has that of before. */
    private static String policy(ObjectValue spec, Optional<ObjectValue> current, boolean free) {
        if (spec.has("ipFamilyPolicy")) {
            return spec.string("ipFamilyPolicy");
        }
        var before =
                current.map(old -> old.object("spec").string("ipFamilyPolicy")).orElse("");
        if (!before.isEmpty()) {
            return before;
        }
        return free ? REQUIRE : SINGLE;
    }

    /** Who asks for a single family gives up the second of what stays as it was; nobody else may. */
    private static ObjectValue released(ObjectValue spec, ObjectValue was, FieldErrors errors) {
        var policy = spec.string("ipFamilyPolicy");
        if (!policy.equals(SINGLE)) {
            if (isFewer(spec, was, "clusterIPs")) {
                errors.invalid(POLICY, policy, "must be 'SingleStack' to release the secondary cluster IP");
            }
            if (isFewer(spec, was, "ipFamilies")) {
                errors.invalid(POLICY, policy, "must be 'SingleStack' to release the secondary IP family");
            }
            return spec;
        }
        var next = spec;
        for (var list : List.of("clusterIPs", "ipFamilies")) {
            if (same(spec, was, list) && spec.array(list).size() > 1) {
                next = next.with(list, ArrayValue.of(spec.array(list).get(0)));
            }
        }
        return next;
    }

    private static boolean isFewer(ObjectValue spec, ObjectValue was, String list) {
        return !spec.array(list).isEmpty()
                && spec.array(list).size() < was.array(list).size();
    }

    private static void checkSingle(ObjectValue spec, FieldErrors errors) {
        if (!spec.string("ipFamilyPolicy").equals(SINGLE)) {
            return;
        }
        var must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
        if (spec.array("clusterIPs").size() == 2) {
            errors.invalid(POLICY, SINGLE, must + "cluster IPs are specified");
        }
        if (spec.array("ipFamilies").size() == 2) {
            errors.invalid(POLICY, SINGLE, must + "IP families are specified");
        }
    }

    /** The families that are given, and those of the addresses beyond. */
    private List<String> families(ObjectValue spec, FieldErrors errors) {
        var families = new ArrayList<>(spec.array("ipFamilies").strings().toList());
        var addresses = spec.array("clusterIPs").strings().toList();
        for (int i = families.size(); i < addresses.size(); i++) {
            if (addresses.get(i).equals("None")) {
                break;
            }
            var family = Addresses.family(addresses.get(i)).map(Family::text).orElse("unknown");
            if (cluster.contains(family)) {
                families.add(family);
            } else {
                errors.invalid(
                        ADDRESSES.index(i), spec.array("clusterIPs"), family + " is not configured on this cluster");
            }
        }
        return families;
    }

    private void checkCluster(String policy, List<String> families, FieldErrors errors) {
        if (policy.equals(REQUIRE) && cluster.size() < 2) {
            errors.invalid(POLICY, policy, "this cluster is not configured for dual-stack services");
        }
        for (int i = 0; i < families.size(); i++) {
            if (!cluster.contains(families.get(i))) {
                errors.invalid(FAMILIES.index(i), families.get(i), "not configured on this cluster");
            }
        }
    }

    private static void refuse(ObjectValue service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid("", "Service", ObjectMeta.of(service).name(), errors.list());
        }
    }
}
