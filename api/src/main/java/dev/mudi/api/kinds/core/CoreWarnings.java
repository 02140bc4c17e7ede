package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.AddressWarnings;
import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.List;

/** What a client is warned of about objects of the core group other than pods, in upstream's words and order. Stateless. */
final class CoreWarnings {
    private static final String STORAGE_CLASS = "volume.beta.kubernetes.io/storage-class";
    private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
    private static final String USE_STORAGE_CLASS = "deprecated since v1.8; use \"storageClassName\" attribute instead";
    private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";
    private static final String TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";
    private static final List<List<String>> VOLUMES = List.of(
            List.of("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
            List.of("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
            List.of("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
            List.of("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
            List.of("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
            List.of("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"));
    private static final List<String> QUOTAS = List.of("cpu", "memory", "storage", "ephemeral-storage");

    private CoreWarnings() {}

    private static At root(ObjectValue object) {
        return At.root(object, new FieldErrors());
    }

    static List<String> service(ObjectValue service) {
        var spec = root(service).at("spec");
        var found = new ArrayList<String>();
        if (service.object("metadata").object("annotations").has(TOPOLOGY_HINTS)) {
            found.add("annotation " + TOPOLOGY_HINTS
                    + " is deprecated, please use service.kubernetes.io/topology-mode instead");
        }
        var type = spec.at("type");
        boolean headless = type.is("ClusterIP") && spec.at("clusterIP").is("None");
        boolean named = type.is("ExternalName");
        if (!headless && !named) {
            spec.at("clusterIPs").items().forEach(ip -> found.addAll(AddressWarnings.ofAddress(ip)));
        }
        if (headless) {
            ifGiven(spec.at("loadBalancerIP"), "spec.loadBalancerIP is ignored for headless services", found);
            ifGiven(spec.at("externalIPs"), "spec.externalIPs is ignored for headless services", found);
            if (!spec.at("sessionAffinity").is("None")) {
                found.add("spec.SessionAffinity is ignored for headless services");
            }
        }
        spec.at("externalIPs").items().forEach(ip -> found.addAll(AddressWarnings.ofAddress(ip)));
        if (!headless && !named) {
            ifGiven(
                    spec.at("externalIPs"),
                    "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
                    found);
        }
        found.addAll(AddressWarnings.ofAddress(spec.at("loadBalancerIP")));
        spec.at("loadBalancerSourceRanges").items().forEach(range -> found.addAll(AddressWarnings.ofRange(range)));
        if (named) {
            ifGiven(spec.at("externalIPs"), "spec.externalIPs is ignored when spec.type is \"ExternalName\"", found);
        } else {
            ifGiven(
                    spec.at("externalName"),
                    "spec.externalName is ignored when spec.type is not \"ExternalName\"",
                    found);
        }
        if (spec.at("trafficDistribution").is("PreferClose")) {
            found.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }
        return found;
    }

    private static void ifGiven(At at, String warning, List<String> into) {
        if (!at.isEmpty()) {
            into.add(warning);
        }
    }

    /** Addresses at which a balancer is reached; upstream shows them at the item, not at its field. */
    static List<String> balancer(ObjectValue object) {
        var found = new ArrayList<String>();
        for (var point : root(object).at("status", "loadBalancer", "ingress").items()) {
            found.addAll(AddressWarnings.ofAddress(point.holding(point.at("ip").value())));
        }
        return found;
    }

    static List<String> persistentVolume(ObjectValue volume) {
        var at = root(volume);
        var found = new ArrayList<String>();
        var annotations = at.at("metadata", "annotations");
        if (annotations.object().has(STORAGE_CLASS)) {
            found.add(annotations.path().key(STORAGE_CLASS) + ": " + USE_STORAGE_CLASS);
        }
        if (annotations.object().has(MOUNT_OPTIONS)) {
            found.add(annotations.path().key(MOUNT_OPTIONS)
                    + ": deprecated since v1.31; use \"mountOptions\" attribute instead");
        }
        var spec = at.at("spec");
        if (spec.at("persistentVolumeReclaimPolicy").is("Recycle")) {
            found.add(
                    "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }
        spec.at("nodeAffinity", "required", "nodeSelectorTerms")
                .items()
                .forEach(term -> found.addAll(NodeLabelWarnings.ofTerm(term, false)));
        for (var kind : VOLUMES) {
            if (spec.at(kind.get(0)).isSet()) {
                found.add(spec.path().child(kind.get(1)) + ": " + kind.get(2));
            }
        }
        return found;
    }

    static List<String> claim(ObjectValue claim) {
        var at = root(claim);
        var found = new ArrayList<String>();
        var annotations = at.at("metadata", "annotations");
        if (annotations.object().has(STORAGE_CLASS)) {
            found.add(annotations.path().key(STORAGE_CLASS) + ": " + USE_STORAGE_CLASS);
        }
        found.addAll(PodWarnings.claimSpec(at.at("spec")));
        return found;
    }

    static List<String> node(ObjectValue node) {
        var spec = root(node).at("spec");
        var found = new ArrayList<String>();
        ifGiven(spec.at("configSource"), "spec.configSource: the feature is removed", found);
        ifGiven(spec.at("externalID"), "spec.externalID: this field is deprecated, and is unused by Kubernetes", found);
        spec.at("podCIDRs").items().forEach(range -> found.addAll(AddressWarnings.ofRange(range)));
        return found;
    }

    static List<String> endpoints(ObjectValue endpoints) {
        var at = root(endpoints);
        var found = new ArrayList<String>();
        if (endpoints
                .object("metadata")
                .object("labels")
                .string("endpoints.kubernetes.io/managed-by")
                .equals("endpoint-controller")) {
            return found;
        }
        for (var subset : at.at("subsets").items()) {
            for (var list : List.of("addresses", "notReadyAddresses")) {
                subset.at(list).items().forEach(address -> found.addAll(AddressWarnings.ofAddress(address.at("ip"))));
            }
        }
        return found;
    }

    static List<String> quota(ObjectValue quota) {
        var hard = quota.object("spec").object("hard");
        var found = new ArrayList<String>();
        for (var resource : QUOTAS) {
            var request = "requests." + resource;
            if (!hard.has(request) && (resource.equals("cpu") || resource.equals("memory"))) {
                request = resource;
            }
            var limit = "limits." + resource;
            if (hard.has(request)
                    && hard.has(limit)
                    && Quantity.of(hard.string(request)).compareTo(Quantity.of(hard.string(limit))) > 0) {
                found.add("ResourceQuota " + request + " (" + hard.string(request) + ") should be less than " + limit
                        + " (" + hard.string(limit) + ")");
            }
        }
        return found;
    }

    static List<String> serviceAccount(ObjectValue account) {
        return account.object("metadata").object("annotations").has(MOUNTABLE)
                ? List.of("metadata.annotations[" + MOUNTABLE
                        + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets")
                : List.of();
    }

    /** A certificate that is none; whether a good one fits its key is not looked at. */
    static List<String> secret(ObjectValue secret) {
        return secret.string("type").equals("kubernetes.io/tls")
                ? TlsWarnings.of(
                        secret.object("data").string("tls.crt"),
                        secret.object("data").string("tls.key"))
                : List.of();
    }
}
