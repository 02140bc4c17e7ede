package dev.mudi.api.table;

import dev.mudi.api.resource.PrinterColumn;
import dev.mudi.api.resource.ResourceDefinition;
import java.util.List;

/** Finds the table of a resource. */
public final class Tables {
    /** What custom resources show that state no columns. */
    private static final List<PrinterColumn> CUSTOM_DEFAULT =
            List.of(new PrinterColumn("Age", "date", "", "when the object was made", 0, ".metadata.creationTimestamp"));

    /** What the scales of custom resources show, whatever columns their definition states. */
    private static final List<PrinterColumn> CUSTOM_SCALE = List.of(
            new PrinterColumn("Desired", "integer", "", "Number of desired replicas", 0, ".spec.replicas"),
            new PrinterColumn("Available", "integer", "", "Number of actual replicas", 0, ".status.replicas"),
            CUSTOM_DEFAULT.getFirst());

    private Tables() {}

    /** The table of a resource; made anew at every call, so that callers keep what they use. */
    public static Table of(ResourceDefinition definition) {
        if (!definition.columns().isEmpty()) {
            return CustomTable.of(definition.columns());
        }
        if (definition.schema().name().isEmpty()) {
            return CustomTable.of(CUSTOM_DEFAULT);
        }
        return builtIn(definition).described(definition);
    }

    private static Table builtIn(ResourceDefinition definition) {
        return switch (definition.group()) {
            case "" -> core(definition.resource());
            case "apps", "batch", "autoscaling", "policy", "scheduling.k8s.io" -> workloads(definition.resource());
            case "networking.k8s.io", "discovery.k8s.io" -> network(definition.resource());
            case "storage.k8s.io" -> storage(definition.resource());
            default -> others(definition.group(), definition.resource());
        };
    }

    /** The table of the {@code autoscaling/v1 Scale} of a resource. */
    public static Table ofScale(ResourceDefinition definition) {
        return definition.schema().name().isEmpty() ? CustomTable.of(CUSTOM_SCALE) : WorkloadTables.scales();
    }

    private static Table core(String resource) {
        return switch (resource) {
            case "pods" -> PodTable.pods();
            case "podtemplates" -> WorkloadTables.podTemplates();
            case "replicationcontrollers" -> WorkloadTables.replicationControllers();
            case "services" -> NetworkTables.services();
            case "endpoints" -> NetworkTables.endpoints();
            case "nodes" -> CoreTables.nodes();
            case "namespaces" -> CoreTables.namespaces();
            case "secrets" -> CoreTables.secrets();
            case "configmaps" -> CoreTables.configMaps();
            case "serviceaccounts" -> CoreTables.named();
            case "events" -> CoreTables.events("");
            case "resourcequotas" -> CoreTables.resourceQuotas();
            case "componentstatuses" -> CoreTables.componentStatuses();
            case "persistentvolumes" -> StorageTables.persistentVolumes();
            case "persistentvolumeclaims" -> StorageTables.persistentVolumeClaims();
            default -> CoreTables.createdAt();
        };
    }

    private static Table workloads(String resource) {
        return switch (resource) {
            case "deployments" -> WorkloadTables.deployments();
            case "replicasets" -> WorkloadTables.replicaSets();
            case "statefulsets" -> WorkloadTables.statefulSets();
            case "daemonsets" -> WorkloadTables.daemonSets();
            case "controllerrevisions" -> WorkloadTables.controllerRevisions();
            case "jobs" -> WorkloadTables.jobs();
            case "cronjobs" -> WorkloadTables.cronJobs();
            case "horizontalpodautoscalers" -> HpaTable.autoscalers();
            case "poddisruptionbudgets" -> WorkloadTables.podDisruptionBudgets();
            case "priorityclasses" -> CoreTables.priorityClasses();
            case "podgroups" -> PolicyTables.podGroups();
            case "workloads" -> CoreTables.named();
            default -> CoreTables.createdAt();
        };
    }

    private static Table network(String resource) {
        return switch (resource) {
            case "ingresses" -> NetworkTables.ingresses();
            case "ingressclasses" -> NetworkTables.ingressClasses();
            case "networkpolicies" -> NetworkTables.networkPolicies();
            case "servicecidrs" -> NetworkTables.serviceCidrs();
            case "ipaddresses" -> NetworkTables.ipAddresses();
            case "endpointslices" -> NetworkTables.endpointSlices();
            default -> CoreTables.createdAt();
        };
    }

    private static Table storage(String resource) {
        return switch (resource) {
            case "storageclasses" -> StorageTables.storageClasses();
            case "csidrivers" -> StorageTables.csiDrivers();
            case "csinodes" -> StorageTables.csiNodes();
            case "volumeattachments" -> StorageTables.volumeAttachments();
            case "volumeattributesclasses" -> StorageTables.volumeAttributesClasses();
            default -> CoreTables.createdAt();
        };
    }

    private static Table others(String group, String resource) {
        return switch (resource) {
            case "events" -> CoreTables.events(group);
            case "leases" -> CoreTables.leases();
            case "leasecandidates" -> CoreTables.leaseCandidates();
            case "rolebindings", "clusterrolebindings" -> CoreTables.roleBindings();
            case "runtimeclasses" -> CoreTables.runtimeClasses();
            case "certificatesigningrequests" -> PolicyTables.certificateSigningRequests();
            case "clustertrustbundles" -> PolicyTables.clusterTrustBundles();
            case "podcertificaterequests" -> PolicyTables.podCertificateRequests();
            case "validatingwebhookconfigurations", "mutatingwebhookconfigurations" -> PolicyTables.webhooks();
            case "validatingadmissionpolicies" -> PolicyTables.validatingPolicies();
            case "mutatingadmissionpolicies" -> PolicyTables.mutatingPolicies();
            case "validatingadmissionpolicybindings", "mutatingadmissionpolicybindings" ->
                PolicyTables.policyBindings();
            case "flowschemas" -> PolicyTables.flowSchemas();
            case "prioritylevelconfigurations" -> PolicyTables.priorityLevels();
            case "apiservices" -> PolicyTables.apiServices();
            case "storageversions" -> PolicyTables.storageVersions();
            case "storageversionmigrations" -> PolicyTables.storageVersionMigrations();
            case "deviceclasses", "resourceclaimtemplates" -> CoreTables.named();
            case "resourceclaims" -> PolicyTables.resourceClaims();
            case "resourceslices" -> PolicyTables.resourceSlices();
            case "devicetaintrules" -> PolicyTables.deviceTaintRules();
            default -> CoreTables.createdAt();
        };
    }
}
