package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ObjectValue;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a pod needs from the API, so that its node may read it. Pure. */
final class PodReferences {
    private final String namespace;
    private final Set<String> keys = new LinkedHashSet<>();

    private PodReferences(String namespace) {
        this.namespace = namespace;
    }

    /** A resource and one object of it. */
    static String key(String resource, String namespace, String name) {
        return resource + "/" + namespace + "/" + name;
    }

    /** The keys of everything that a pod refers to. */
    static Set<String> of(ObjectValue pod) {
        var references = new PodReferences(pod.object("metadata").string("namespace"));
        var spec = pod.object("spec");
        var name = pod.object("metadata").string("name");
        references.add("pods", name);
        var account = spec.string("serviceAccountName");
        references.add("serviceaccounts", account.isEmpty() ? "default" : account);
        spec.array("imagePullSecrets").objects().forEach(secret -> references.add("secrets", secret.string("name")));
        for (var list : new String[] {"initContainers", "containers", "ephemeralContainers"}) {
            spec.array(list).objects().forEach(references::addContainer);
        }
        spec.array("volumes").objects().forEach(volume -> {
            references.addVolume(volume);
            if (volume.has("ephemeral")) {
                references.add("persistentvolumeclaims", name + "-" + volume.string("name"));
            }
        });
        pod.object("status")
                .array("resourceClaimStatuses")
                .objects()
                .forEach(claim -> references.add("resourceclaims", claim.string("resourceClaimName")));
        spec.array("resourceClaims")
                .objects()
                .forEach(claim -> references.add("resourceclaims", claim.string("resourceClaimName")));
        return references.keys;
    }

    private void add(String resource, String name) {
        if (!name.isEmpty()) {
            keys.add(key(resource, namespace, name));
        }
    }

    private void addContainer(ObjectValue container) {
        container.array("env").objects().forEach(variable -> {
            var from = variable.object("valueFrom");
            add("secrets", from.object("secretKeyRef").string("name"));
            add("configmaps", from.object("configMapKeyRef").string("name"));
        });
        container.array("envFrom").objects().forEach(from -> {
            add("secrets", from.object("secretRef").string("name"));
            add("configmaps", from.object("configMapRef").string("name"));
        });
    }

    private void addVolume(ObjectValue volume) {
        add("secrets", volume.object("secret").string("secretName"));
        add("configmaps", volume.object("configMap").string("name"));
        add("persistentvolumeclaims", volume.object("persistentVolumeClaim").string("claimName"));
        volume.object("projected").array("sources").objects().forEach(source -> {
            add("secrets", source.object("secret").string("name"));
            add("configmaps", source.object("configMap").string("name"));
        });
        add("secrets", volume.object("csi").object("nodePublishSecretRef").string("name"));
        for (var driver : new String[] {"cephfs", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"}) {
            add("secrets", volume.object(driver).object("secretRef").string("name"));
        }
        add("secrets", volume.object("azureFile").string("secretName"));
    }
}
