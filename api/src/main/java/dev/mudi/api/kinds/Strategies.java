package dev.mudi.api.kinds;

import dev.mudi.api.kinds.admissionregistration.AdmissionKinds;
import dev.mudi.api.kinds.apps.AppsKinds;
import dev.mudi.api.kinds.authentication.ReviewKinds;
import dev.mudi.api.kinds.autoscaling.AutoscalingKinds;
import dev.mudi.api.kinds.batch.BatchKinds;
import dev.mudi.api.kinds.certificates.CertificateKinds;
import dev.mudi.api.kinds.coordination.CoordinationKinds;
import dev.mudi.api.kinds.core.CoreKinds;
import dev.mudi.api.kinds.discovery.DiscoveryKinds;
import dev.mudi.api.kinds.extensions.ExtensionKinds;
import dev.mudi.api.kinds.flowcontrol.FlowControlKinds;
import dev.mudi.api.kinds.networking.NetworkingKinds;
import dev.mudi.api.kinds.node.NodeKinds;
import dev.mudi.api.kinds.policy.PolicyKinds;
import dev.mudi.api.kinds.rbac.RbacKinds;
import dev.mudi.api.kinds.resource.DeviceKinds;
import dev.mudi.api.kinds.scheduling.SchedulingKinds;
import dev.mudi.api.kinds.storage.StorageKinds;
import dev.mudi.api.kinds.storagemigration.StoredVersionKinds;
import dev.mudi.api.resource.Strategy;
import java.util.HashMap;
import java.util.Map;

/** The strategies of the built-in resources. */
public final class Strategies {
    private static final Map<String, Strategy> ALL = all();

    private Strategies() {}

    /**
     * The strategy of a resource, the same for all versions of it.
     *
     * @param group empty for core
     * @param resource the plural name, such as {@code deployments}, without a subresource
     * @return {@link Strategy#NONE} for a resource that is not built in
     */
    public static Strategy of(String group, String resource) {
        return ALL.getOrDefault(key(group, resource), Strategy.NONE);
    }

    private static Map<String, Strategy> all() {
        var all = new HashMap<String, Strategy>();
        add(all, "", CoreKinds.strategies());
        add(all, "events.k8s.io", Map.of("events", CoreKinds.newEvents()));
        add(all, "apps", AppsKinds.strategies());
        add(all, "batch", BatchKinds.strategies());
        add(all, "autoscaling", AutoscalingKinds.strategies());
        add(all, "networking.k8s.io", NetworkingKinds.strategies());
        add(all, "storage.k8s.io", StorageKinds.strategies());
        add(all, "rbac.authorization.k8s.io", RbacKinds.strategies());
        add(all, "discovery.k8s.io", DiscoveryKinds.strategies());
        add(all, "admissionregistration.k8s.io", AdmissionKinds.strategies());
        add(all, "certificates.k8s.io", CertificateKinds.strategies());
        add(all, "flowcontrol.apiserver.k8s.io", FlowControlKinds.strategies());
        add(all, "scheduling.k8s.io", SchedulingKinds.strategies());
        add(all, "resource.k8s.io", DeviceKinds.strategies());
        add(all, "policy", PolicyKinds.strategies());
        add(all, "node.k8s.io", NodeKinds.strategies());
        add(all, "coordination.k8s.io", CoordinationKinds.strategies());
        add(all, "apiextensions.k8s.io", ExtensionKinds.definitions());
        add(all, "apiregistration.k8s.io", ExtensionKinds.services());
        add(all, "storagemigration.k8s.io", StoredVersionKinds.migrations());
        add(all, "internal.apiserver.k8s.io", StoredVersionKinds.versions());
        add(all, "authentication.k8s.io", ReviewKinds.authentication());
        add(all, "authorization.k8s.io", ReviewKinds.authorization());
        return Map.copyOf(all);
    }

    private static void add(Map<String, Strategy> all, String group, Map<String, Strategy> strategies) {
        strategies.forEach((resource, strategy) -> all.put(key(group, resource), strategy));
    }

    private static String key(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
